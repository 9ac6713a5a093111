/*
The page of a village desk: takes in reports without network, queues and sends them (outbox.js). What
the device knows is in the store "facts": device (token), forms (lent numbers with key, PIN, QR), now
(what is being typed). Words come from the page.

  form[data-village]              [data-take] [data-numbers] addresses, [data-alphabet] of numbers;
                                  what it says: see the template
    input[data-scan]              a photo of the filled form; its QR is read where the browser can
    button[data-voice]            records and stops; [data-voice-play] plays, [data-voice-drop] removes
  [data-receipt hidden]           parts [data-r=…]; [data-print-receipt] prints it, [data-next] goes on
  [data-village-list] and template[data-village-item]   the queue of this desk
The token comes behind the # of the address, which no server sees, and is taken out of it at once.
*/
(() => {
const d = document, all = (q, from = d) => [...from.querySelectorAll(q)], one = (q, from = d) => from.querySelector(q)
const on = (target, kinds, run) => kinds.split(' ').forEach(kind => target && target.addEventListener(kind, run))
const show = (e, yes) => { if (e) e.hidden = !yes }
const form = one('form[data-village]'), words = form.dataset, status = one('[data-village-status]'), paper = one('[data-receipt]')
const say = text => { status.textContent = text || '' }
const moment = at => new Date(at).toLocaleString(d.documentElement.lang, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' })
const fact = id => outbox.get(id, 'facts'), keep = (id, more) => outbox.change(id, () => ({ id, ...more }), 'facts')
let lent = { forms: [] }, files = [], first, voice

// As common/ids.py: the last letter checks the others, so that no slip of the pen goes unnoticed.
const number = text => {
  const letters = words.alphabet, found = text.toUpperCase().match(/LP-?([0-9A-Z]{4})-?([0-9A-Z]{4})/) || ['', text.toUpperCase().replace(/[^0-9A-Z]/g, ''), '']
  const bare = (found[1] + found[2]).replace(/[IL]/g, '1')
  if (bare.length !== 8 || [...bare].some(one => !letters.includes(one))) return ''
  const sum = [...bare.slice(0, 7)].reduce((all, one, at) => all + (at + 2) * letters.indexOf(one), 0)
  return letters[sum % 31] === bare[7] ? 'LP-' + bare.slice(0, 4) + '-' + bare.slice(4) : ''
}
const isUsed = async wanted => (await outbox.all()).some(r => r.door === 'village' && r.form === wanted && r.state !== 'refused')

// Drawn anew like every photo (report.js), but large enough to read handwriting.
const legible = async file => {
  try {
    const image = await createImageBitmap(file), scale = Math.min(1, 2000 / Math.max(image.width, image.height)), canvas = d.createElement('canvas')
    canvas.width = image.width * scale
    canvas.height = image.height * scale
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .75))
    return new File([blob], file.name.replace(/\.\w+$/, '.jpg'), { type: blob.type })
  } catch (unreadable) { return file }
}
const scan = async () => {
  const [photo] = one('[data-scan]', form).files
  if (!photo || !self.BarcodeDetector) return say(photo && words.typeIt)
  try {
    const codes = await new BarcodeDetector({ formats: ['qr_code'] }).detect(await createImageBitmap(photo))
    const found = codes.map(code => number(code.rawValue)).find(Boolean)
    if (found) form.elements.number.value = found
    say(found ? words.found.replace('{number}', found) : words.typeIt)
  } catch (none) { say(words.typeIt) }
}
on(one('[data-scan]', form), 'change', scan)
on(form.elements.number, 'input change', async () => {
  const field = form.elements.number, found = number(field.value)
  field.setCustomValidity(!field.value || found ? '' : words.wrong)
  if (found && await isUsed(found)) field.setCustomValidity(words.used)
})

const record = one('[data-voice]', form), player = one('[data-voice-play]', form)
const heard = blob => {
  voice = blob
  if (blob) player.src = URL.createObjectURL(blob)
  all('[data-voice-play],[data-voice-drop]', form).forEach(e => show(e, blob))
}
let tape
const stop = () => tape && tape.state === 'recording' && tape.stop()
if (self.MediaRecorder && navigator.mediaDevices) show(record, 1)
on(record, 'click', async () => {
  if (tape && tape.state === 'recording') return stop()
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }), parts = []
    tape = new MediaRecorder(stream, { audioBitsPerSecond: 24000 })
    on(tape, 'dataavailable', e => parts.push(e.data))
    on(tape, 'stop', () => {
      stream.getTracks().forEach(track => track.stop())
      record.textContent = words.record
      heard(new Blob(parts, { type: tape.mimeType.split(';')[0] }))
    })
    tape.start()
    record.textContent = words.stop
    setTimeout(stop, 180000)
  } catch (refused) { say(words.noVoice) }
})
on(one('[data-voice-drop]', form), 'click', () => heard(null))

const fields = () => all('textarea,select,input', form).filter(e => e.name && !/file|submit/.test(e.type) && e.name !== 'files_kept')
const values = () => {
  const found = {}
  fields().forEach(e => { if (e.matches('[type=radio],[type=checkbox]') ? e.checked : e.value) found[e.name] = e.value })
  return found
}
const fill = given => fields().forEach(e => {
  if (e.matches('[type=radio],[type=checkbox]')) e.checked = given[e.name] === e.value
  else e.value = given[e.name] || ''
})
let wait
on(form, 'input change', () => { clearTimeout(wait); wait = setTimeout(() => keep('now', { values: values() }).catch(() => 0), 400) })

const print = entry => {
  const { values: given } = entry, known = lent.forms.find(one => one.number === given.number) || {}
  const facts = { office: lent.office, label: lent.label, number: given.number, pin: known.pin || '–', at: moment(entry.at), text: given.text.slice(0, 160) }
  Object.entries(facts).forEach(([name, value]) => { one(`[data-r=${name}]`, paper).textContent = value || '' })
  const place = one('[data-r=qr]', paper)
  place.textContent = ''
  if (known.qr) place.append(d.importNode(new DOMParser().parseFromString(known.qr.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" '), 'image/svg+xml').documentElement, true))
  show(paper, 1)
  show(form, 0)
  paper.focus()
}
on(one('[data-print-receipt]', paper), 'click', () => self.print())
on(one('[data-next]', paper), 'click', () => location.reload())

on(form, 'submit', async event => {
  event.preventDefault()
  const wanted = number(form.elements.number.value)
  if (!form.reportValidity()) return
  if (!wanted || await isUsed(wanted)) return say(wanted ? words.used : words.wrong)
  clearTimeout(wait)
  const known = lent.forms.find(one => one.number === wanted), at = first ? first.at : Date.now()
  const taken = [...all('[data-photos] li', form).map(li => li.file).filter(Boolean)]
  const [sheet] = one('[data-scan]', form).files
  if (sheet) taken.unshift(await legible(sheet))
  if (voice) taken.push(new File([voice], words.voiceName + (/mp4/.test(voice.type) ? '.m4a' : /ogg/.test(voice.type) ? '.ogg' : '.webm'), { type: voice.type }))
  const entry = {
    id: known ? known.key : first ? first.id : crypto.randomUUID(), door: 'village', form: wanted, state: 'waiting', at, to: words.take,
    values: { ...values(), number: wanted, kind: 'complaint', taken_at: new Date(at).toISOString(), language: d.documentElement.lang },
    files: taken.length ? taken.map(file => ({ name: file.name, blob: file })) : first ? first.files : []
  }
  try {
    const kept = await outbox.change(entry.id, was => was && was.state !== 'refused' ? undefined : entry)
    if (!kept) return say(words.used)
    if (first && first.id !== entry.id) await outbox.drop(first.id)
  } catch (full) { return say(words.full) }
  await outbox.drop('now', 'facts')
  print(entry)
  later()
  outbox.flush()
})
const later = async () => {
  try { await (await navigator.serviceWorker.ready).sync.register('send') } catch (none) {}
}

const row = (entry, list) => {
  const item = one('template[data-village-item]').content.cloneNode(true), { state, errors = {}, note } = entry
  one('[data-is=number]', item).textContent = entry.form
  one('[data-is=state]', item).textContent = list.dataset[state]
  one('[data-is=when]', item).textContent = moment(entry.at)
  one('[data-is=note]', item).textContent = [note, ...Object.values(errors).flat()].filter(Boolean).join(' ')
  all('[data-on]', item).forEach(e => show(e, e.dataset.on.split(' ').includes(state)))
  on(one('[data-do=mend]', item), 'click', () => {
    first = entry
    fill(entry.values)
    show(form, 1)
    show(paper, 0)
    form.elements.text.focus()
  })
  on(one('[data-do=print]', item), 'click', () => print(entry))
  list.append(item)
}
const draw = async () => {
  const entries = (await outbox.all()).filter(r => r.door === 'village').sort((a, b) => b.at - a.at), list = one('[data-village-list]')
  list.textContent = ''
  entries.slice(0, 50).forEach(entry => row(entry, list))
  const used = new Set(entries.map(one => one.form)), left = lent.forms.filter(one => !used.has(one.number)).length
  one('[data-village-count]').textContent = words.count.replace('{left}', left).replace('{waiting}', entries.filter(r => r.state === 'waiting').length)
}

// Fetched whenever there is a network: numbers lent meanwhile come, those that are used go.
const refresh = async () => {
  const device = await fact('device')
  if (!device) return
  let answer
  try {
    answer = await fetch(words.numbers, { headers: { Authorization: 'Bearer ' + device.token }, credentials: 'omit', cache: 'no-store' })
  } catch (away) { return }
  if (answer.status === 401) return say((await answer.json()).words)
  if (!answer.ok) return
  await keep('forms', await answer.json())
  const off = Math.round((Date.now() - Date.parse(answer.headers.get('Date'))) / 60000)
  if (Math.abs(off) > 5) say(words.clock.replace('{n}', Math.abs(off)))
}

const start = async () => {
  const token = location.hash.slice(1)
  if (token.startsWith('ktd_')) {
    history.replaceState(null, '', location.pathname)
    await keep('device', { token })
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist()
  }
  const isSet = await fact('device')
  show(one('[data-village-unset]'), !isSet)
  show(one('[data-village-ready]'), isSet)
  if (!isSet) return
  if (words.worker && navigator.serviceWorker) {
    navigator.serviceWorker.register(words.worker, { updateViaCache: 'none' }).catch(() => 0)
    navigator.serviceWorker.ready.then(({ active }) => active.postMessage('village'))
  }
  await refresh()
  lent = await fact('forms') || lent
  one('[data-village-name]').textContent = [lent.label, lent.office].filter(Boolean).join(' · ')
  const typed = await fact('now')
  if (typed) fill(typed.values)
  await draw()
  if (self.BroadcastChannel) new BroadcastChannel('kentongan').onmessage = draw
  on(window, 'online', async () => { await outbox.flush(); await refresh() })
  await outbox.flush()
  await draw()
}
start()
})()
