/*
What makes the pages an app: loaded by portal.js when the page stands, or at the first touch. Registers
the service worker, keeps drafts with their photos, queues what could not be sent and sends it.
Without it everything works as before. Words come from the page.

  script[data-app]                [data-worker] address of the service worker, [data-outbox-url] and
    [data-waiting-words]          the list, and the words of the line that leads there
  form[data-draft]                kept in IndexedDB 400 ms after a change, for 7 days, photos too
    [data-draft-bar hidden]       offer of the newest other draft: [data-draft-time]
                                  [data-draft-restore] [data-draft-drop] [data-draft-all]
    [data-public-computer]        a tick: nothing is kept, what was kept is removed
    [data-private]                a field that no draft keeps (password neither); what is sent keeps it
                                  until it has arrived
    [data-send-to=url]            the address of the queue; the form itself goes first, as ever
    [data-queue-only]             no draft is kept: only what is sent, until it has arrived
    [data-title]                  what the list calls it; it is mended on the page where it was sent
    [data-kept-status]            [data-full] [data-queued] [data-offline]: said in there
    [data-refused hidden]         what the server had against it, for a report that came back
  [data-alike=url]                in a form with text and area: published reports like it, as the page
    sends them, asked for when writing rests; they stand below the place
  [data-preview=url]              filled with the answer to the text, when [data-go="2"] is pressed
  form[data-push=key]             shown where the browser can be pushed to; subscribes on a press
  [data-draft-done=form]          on the receipt: [data-key] [data-number] [data-pin] [data-url]
  [data-outbox]                   the list; template[data-outbox-item] is one row, parts [data-is=…]
    [data-on=open|send|drop]
*/
(() => {
const d = document, all = (q, from = d) => [...from.querySelectorAll(q)], one = (q, from = d) => from.querySelector(q)
const on = (target, kinds, run) => kinds.split(' ').forEach(kind => target && target.addEventListener(kind, run))
const show = (e, yes) => { if (e) e.hidden = !yes }
const { worker: workerUrl, outboxUrl, waitingWords } = (one('script[data-app]') || d.body).dataset
const LIFE = 6048e5, KEPT = ['draft', 'refused'], lang = d.documentElement.lang
const uuid = () => crypto.randomUUID ? crypto.randomUUID() :
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, c => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16))
const moment = at => new Date(at).toLocaleString(lang, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' })
const quietly = run => run().catch(() => 0)
const newest = (a, b) => b.at - a.at

const later = async () => {
  try { await (await navigator.serviceWorker.ready).sync.register('send') } catch (none) {}
}
const flush = () => quietly(() => outbox.flush())
if (workerUrl && navigator.serviceWorker) quietly(async () => {
  await navigator.serviceWorker.register(workerUrl, { updateViaCache: 'none' })
  const { active } = await navigator.serviceWorker.ready
  // The pages that are kept speak the language that was last chosen.
  if (localStorage.getItem('language') !== lang) active.postMessage('pages')
  localStorage.setItem('language', lang)
})

const moved = () => quietly(async () => {
  // Drafts of earlier releases, one in localStorage: removed there once it is safe here.
  for (const key of Object.keys(localStorage).filter(one => one.startsWith('draft:'))) {
    const { at, values } = JSON.parse(localStorage.getItem(key))
    const id = uuid()
    if (Date.now() - at < LIFE) await outbox.change(id, () => ({ id, door: 'citizen', form: key.slice(6), state: 'draft', at, values, files: [] }))
    localStorage.removeItem(key)
  }
})
const expired = () => quietly(async () => {
  for (const { id, state, at } of await outbox.all()) if (state === 'draft' && Date.now() - at > LIFE) await outbox.drop(id)
})

const keep = form => {
  const name = form.dataset.draft, bar = one('[data-draft-bar]', form), key = form.elements.key || { value: uuid() }
  const status = one('[data-kept-status]', form), says = status ? status.dataset : {}
  const publicly = one('[data-public-computer]', form)
  const say = words => { if (status) status.textContent = words || '' }
  if (!key.value) key.value = uuid()
  const fields = secret => all('textarea,select,input', form).filter(e => e.name && !/file|password|submit/.test(e.type) &&
    !/^(key|website|step|csrfmiddlewaretoken)$|_kept$/.test(e.name) && (secret || !('private' in e.dataset)))
  const values = secret => {
    const found = {}
    fields(secret).forEach(e => { if (e.matches('[type=radio],[type=checkbox]') ? e.checked : e.value) found[e.name] = e.value })
    return found
  }
  const files = () => all('[data-photos] li', form).filter(li => li.file).map(li => ({ name: li.file.name, blob: li.file, field: li.parentNode.dataset.photos }))
  const isEmpty = () => !files().length && !fields(1).some(e => /text/.test(e.type) && e.value)
  const record = (state, more) => ({ id: key.value, door: 'citizen', form: name, state, at: Date.now(), ...more })
  const write = async (state, given) => {
    const put = more => outbox.change(key.value, was => was && !KEPT.includes(was.state) ? undefined : record(state, { errors: was && was.errors, ...more }))
    // Sent already, and the reader came back to write another: that is another report.
    if (!await put(given)) { key.value = uuid(); await put(given) }
  }
  const save = async () => {
    if ('queueOnly' in form.dataset) return
    if (publicly && publicly.checked) return outbox.drop(key.value)
    if (isEmpty()) return
    try {
      await write('draft', { values: values(0), files: files() })
      say()
    } catch (full) {
      say(says.full)
      await write('draft', { values: values(0), files: [] })
    }
  }
  let wait
  const soon = () => { clearTimeout(wait); wait = setTimeout(() => quietly(save), 400) }
  on(form, 'input change kept', soon)
  if (publicly) on(publicly, 'change', () => quietly(async () => {
    if (!publicly.checked) return
    for (const { id, form, state } of await outbox.all()) if (form === name && KEPT.includes(state)) await outbox.drop(id)
  }))

  const restore = kept => {
    key.value = kept.id
    fields(1).forEach(e => {
      const value = kept.values[e.name]
      if (e.matches('[type=radio],[type=checkbox]')) e.checked = value === e.value
      else if (value) e.value = value
      e.dispatchEvent(new Event('input', { bubbles: true }))
    })
    all('input[data-photo]', form).forEach(input => input.dispatchEvent(new CustomEvent('restore', { detail: kept.files.filter(f => !f.field || f.field === input.name).map(({ name, blob }) => new File([blob], name, { type: blob.type })) })))
    const faults = one('[data-refused]', form), words = [kept.note, ...Object.values(kept.errors || {}).flat()].filter(Boolean)
    show(faults, words.length)
    if (words.length && faults) one('[data-refused-words]', faults).textContent = words.join(' ')
    show(bar, 0)
    const box = form.closest('details'), text = one('textarea', form)
    if (box) box.open = true
    if (text) text.focus()
  }
  const offer = async () => {
    const kept = (await outbox.all()).filter(r => r.form === name && KEPT.includes(r.state) && r.id !== key.value).sort(newest)
    const asked = kept.find(r => r.id === location.hash.slice(1))
    if (asked) return restore(asked)
    if (!kept.length || !bar || !isEmpty()) return
    one('[data-draft-time]', bar).textContent = moment(kept[0].at)
    const rest = one('[data-draft-all]', bar)
    if (rest) { show(rest, kept.length > 1); rest.textContent = rest.dataset.draftAll.replace('{n}', kept.length) }
    show(bar, 1)
    one('[data-draft-drop]', bar).onclick = async () => { await outbox.drop(kept[0].id); show(bar, 0) }
    one('[data-draft-restore]', bar).onclick = () => restore(kept[0])
  }

  // The report is safe on the device before it leaves; whatever then happens to the network, its key
  // makes one complaint of every try.
  const post = async () => {
    clearTimeout(wait)
    let isSafe = true
    try {
      if (publicly && publicly.checked) throw new Error('nothing is kept')
      await write('waiting', { to: form.dataset.sendTo, title: form.dataset.title, page: form.dataset.title && location.pathname, values: { ...values(1), language: lang }, files: files() })
    } catch (refused) { isSafe = false }
    if (navigator.onLine) return form.submit()
    all('button', form).forEach(e => { e.disabled = !1 })
    if (!isSafe) return say(says.offline)
    later()
    if (navigator.serviceWorker && navigator.serviceWorker.controller) location.assign(outboxUrl)
    else say(says.queued)
  }
  if (form.dataset.sendTo) on(form, 'submit', event => {
    const by = event.submitter
    if (by && by.value !== 'send') return
    event.preventDefault()
    all('button:not([type=button])', form).forEach(e => { e.disabled = true })
    post()
  })
  quietly(offer)
  soon()
}

const receipt = () => all('[data-draft-done]').forEach(({ dataset: { key: id, number, pin, url } }) => quietly(() =>
  outbox.change(id, was => was && was.state !== 'sent' ? { id, door: was.door, form: was.form, at: was.at, state: 'sent', sent: Date.now(), title: was.title || outbox.title(was.values), number, pin, url } : undefined)))

const row = (record, list) => {
  const item = one('template[data-outbox-item]').content.cloneNode(true), { state, errors = {}, note, status } = record
  const part = name => one(`[data-is=${name}]`, item), words = list.dataset
  part('title').textContent = record.title || outbox.title(record.values) || words.untitled
  part('state').textContent = words[state]
  part('state').className = 'badge ' + { draft: 'is-neutral', waiting: 'is-warning', refused: 'is-negative', sent: 'is-positive' }[state]
  part('when').textContent = moment(record.sent || record.at)
  const said = state === 'waiting' ? note || (status ? words.busy : words.away) : state === 'refused' ? [note, ...Object.values(errors).flat()].join(' ') : ''
  part('note').textContent = said
  show(part('note'), said)
  show(part('result'), state === 'sent')
  if (state === 'sent') ['number', 'pin'].forEach(name => { part(name).textContent = record[name] })
  all('[data-on]', item).forEach(e => show(e, e.dataset.on.split(' ').includes(state)))
  all('a[data-on]', item).forEach(e => { e.href = state === 'sent' ? record.url : (record.page || e.getAttribute('href')) + '#' + record.id })
  on(one('[data-do=send]', item), 'click', flush)
  on(one('[data-do=drop]', item), 'click', () => {
    if (state !== 'waiting' || confirm(words.sure)) outbox.drop(record.id)
  })
  list.append(item)
}
const draw = list => quietly(async () => {
  const records = (await outbox.all()).filter(r => r.door === 'citizen').sort(newest)
  list.textContent = ''
  records.forEach(record => row(record, list))
  show(one('[data-outbox-empty]'), !records.length)
})
const remind = () => quietly(async () => {
  const n = (await outbox.all()).filter(r => r.door === 'citizen' && ['waiting', 'refused'].includes(r.state)).length
  let line = one('[data-outbox-line]')
  if (!n || !outboxUrl || one('[data-outbox]')) return line && line.remove()
  if (!line) {
    line = d.createElement('p')
    line.className = 'draft'
    line.dataset.outboxLine = ''
    line.append(Object.assign(d.createElement('a'), { href: outboxUrl }))
    one('main').prepend(line)
  }
  line.firstChild.textContent = waitingWords.replace('{n}', n)
})

all('form[data-push]').forEach(form => {
  const { push: key, refused } = form.dataset
  if (!key || !self.PushManager || !navigator.serviceWorker) return
  show(form, 1)
  on(form, 'submit', async event => {
    event.preventDefault()
    try {
      const { pushManager } = await navigator.serviceWorker.ready
      const raw = atob(key.replace(/-/g, '+').replace(/_/g, '/'))
      const { endpoint, keys } = (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: Uint8Array.from(raw, one => one.charCodeAt(0)) })).toJSON()
      Object.entries({ endpoint, ...keys }).forEach(([name, value]) => { if (form.elements[name]) form.elements[name].value = value })
      form.submit()
    } catch (denied) { one('[data-push-status]', form).textContent = refused }
  })
})

all('[data-alike]').forEach(box => {
  const { elements: { text, area, area_code: code } } = box.closest('form')
  let asked, wait, call
  const ask = async () => {
    const words = text.value.trim(), key = [words, code.value, area.value].join('|')
    if (words.length < 30 || !(code.value || area.value) || key === asked) return
    asked = key
    if (call) call.abort()
    call = new AbortController()
    const answer = await fetch(box.dataset.alike, { method: 'POST', body: new URLSearchParams({ text: words, area_code: code.value, area: area.value }), signal: call.signal })
    if (answer.ok) box.innerHTML = await answer.text()
  }
  const rest = () => { clearTimeout(wait); wait = setTimeout(() => quietly(ask), 1200) }
  on(box.closest('form'), 'input change', rest)
  rest()
})

// Behind report.js, which masks coarsely: the very words that the public will read take their place.
all('[data-preview]').forEach(shown => {
  const form = shown.closest('form')
  all('[data-go="2"]', form).forEach(button => on(button, 'click', () => quietly(async () => {
    const answer = await fetch(shown.dataset.preview, { method: 'POST', body: new URLSearchParams({ text: form.elements.text.value }) })
    if (!answer.ok) return
    shown.innerHTML = await answer.text()
    if (one('mark', shown)) show(one('[data-if-personal]', form), 1)
  })))
})

const start = async () => {
  if (!self.indexedDB) return
  receipt()
  await moved()
  await expired()
  all('form[data-draft]').forEach(keep)
  const list = one('[data-outbox]'), seen = () => { if (list) draw(list); remind() }
  if (self.BroadcastChannel) new BroadcastChannel('kentongan').onmessage = seen
  seen()
  on(window, 'online', flush)
  await flush()
  seen()
}
start()
})()
