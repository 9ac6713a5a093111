/*
The reports kept on this device, for pages and for the service worker alike: this file is built into
both. One record for each report, in IndexedDB:

  id      UUID, made here; it is the key by which the server takes a report once, however often sent
  door    "citizen" or "village" (sent with the token in the store "facts"); to: the address
  state   draft → waiting → sent, or → refused (the server says what to mend) → waiting
  values  what was typed; files: [{ name, blob, field? }] (the field, if not the usual one); both are wiped once it is sent
  note    why it still waits; errors: words by field; number, pin, url: after sending

A record moves on in one transaction that looks at its state first: a late draft never overwrites what
is on its way. Lists and receipts hear of changes through the channel "kentongan".
*/
(() => {
const LIMIT = 120000
let opening
const open = () => opening = opening || new Promise((done, fail) => {
  const asked = indexedDB.open('kentongan', 1)
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore('reports', { keyPath: 'id' })
    asked.result.createObjectStore('facts', { keyPath: 'id' })
  }
  asked.onsuccess = () => {
    asked.result.onversionchange = () => { asked.result.close(); opening = null }
    done(asked.result)
  }
  asked.onerror = () => { opening = null; fail(asked.error) }
})
const run = async (store, mode, work) => {
  const db = await open()
  return new Promise((done, fail) => {
    const step = db.transaction(store, mode)
    let found
    step.oncomplete = () => done(found)
    step.onabort = step.onerror = () => fail(step.error)
    work(step.objectStore(store), value => { found = value })
  })
}
const tell = () => {
  if (!self.BroadcastChannel) return
  const channel = new BroadcastChannel('kentongan')
  channel.postMessage('changed')
  channel.close()
}
const all = (store = 'reports') => run(store, 'readonly', (s, give) => { s.getAll().onsuccess = e => give(e.target.result) })
const get = (id, store = 'reports') => run(store, 'readonly', (s, give) => { s.get(id).onsuccess = e => give(e.target.result) })
const change = async (id, edit, store = 'reports') => {
  const kept = await run(store, 'readwrite', (s, give) => {
    s.get(id).onsuccess = e => {
      const now = edit(e.target.result)
      if (now) s.put(now)
      give(now)
    }
  })
  tell()
  return kept
}
const drop = async (id, store = 'reports') => {
  await run(store, 'readwrite', s => s.delete(id))
  tell()
}
const title = values => (values.text || '').trim().slice(0, 80)

// What came of one try: the fields that change, or nothing while it still waits.
const judged = (record, status, said) => {
  if (status === 200 && said.number) {
    const { number, pin, url } = said, { id, door, at, form } = record, done = { id, door, at, form, state: 'sent', sent: Date.now(), number }
    // The reporter has the receipt of the desk; its device keeps neither words nor PIN.
    return door === 'village' ? done : { ...done, title: record.title || title(record.values), pin, url }
  }
  if ([400, 403, 409, 413, 422].includes(status)) return { ...record, state: 'refused', errors: said.errors || {}, note: said.words || '' }
  return { ...record, tries: (record.tries || 0) + 1, note: said.words || '', status }
}
const send = async record => {
  const body = new FormData(), stop = new AbortController(), timer = setTimeout(() => stop.abort(), LIMIT)
  Object.entries(record.values).forEach(([name, value]) => body.append(name, value))
  record.files.forEach(file => body.append(file.field || (record.door === 'village' ? 'files' : 'photos'), file.blob, file.name))
  body.set('key', record.id)
  body.set('sent_at', new Date().toISOString())
  const desk = record.door === 'village' && await get('device', 'facts'), headers = desk ? { Authorization: 'Bearer ' + desk.token } : {}
  let status = 0, said = {}
  try {
    // Without cookies: whoever is signed in when the network is back need not be who wrote it.
    const answer = await fetch(record.to, { method: 'POST', body, headers, credentials: 'omit', cache: 'no-store', signal: stop.signal })
    status = answer.status
    said = await answer.json()
  } catch (away) {
    if (status === 200) status = 0
  }
  clearTimeout(timer)
  const kept = await change(record.id, now => now && now.state === 'waiting' ? judged(now, status, said) : undefined)
  return !kept || kept.state !== 'waiting'
}
// Sends what waits, one after the other, in one tab or worker at a time; answers how many still wait.
const flush = () => {
  const work = async () => {
    let left = 0
    for (const record of await all()) if (record.state === 'waiting' && !await send(record)) left++
    return left
  }
  return navigator.locks ? navigator.locks.request('kentongan-send', work) : work()
}
self.outbox = { all, get, change, drop, flush, title }
})()
