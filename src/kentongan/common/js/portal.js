/*
The one script of the citizens' pages. Everything works without it; it saves typing, bytes and waiting.
Words come from the page (attributes), never from here.

Any page
  [data-script hidden]            shown when scripts run (buttons that need them)
  form                            a second press does nothing until the answer comes (data-many: allowed)
  [data-copy="text"] [data-done]  copies; the button then says data-done
  [data-share="text"]             shown where the device can share
  [data-print]                    prints
  style[data-css][data-key]       fetched once as a file, then linked (cookie `css`)
  [data-draft-done="key"]         on the receipt: the draft is removed

Form
  form[data-draft="key"]          text is kept on this device 400 ms after a key, for 7 days
    [data-draft-bar hidden]       offer of the draft: [data-draft-time] [data-draft-restore] [data-draft-drop]
    [data-public-computer]        a tick: nothing is kept, what was kept is removed
    [data-private]                a field that is never kept (hidden, file and password neither)
  [data-uuid]                     a hidden field that gets a UUID when it is empty
  [data-count-for=id] [data-left] [data-short]   letters left, or still missing (minlength)
  [data-step="2"] in form[data-steps]            screens; the server may send another one open
    button[data-go="2"]           checks the open screen, then shows the other (without script: submits)
    [data-show="name"]            filled with what was chosen or typed in the field `name`
  input[type=file][data-photo]    photos are made small; [data-photos] is the list,
    data-max, data-remove, data-many-words (said when there are too many)
  [data-places=url]               JSON [[code, name, district], ...]; inside: [data-place-input],
    ul[data-place-list], select[data-place-value] (works alone without script, hidden with it)
  button[data-locate=url]         asks for the position on a tap; url?lat=&lng= answers
    {code, words}; inside the form: [name=lat] [name=lng] [data-locate-status][data-wait][data-failed]
*/
(() => {
const d = document, all = (q, from = d) => [...from.querySelectorAll(q)], one = (q, from = d) => from.querySelector(q)
const on = (target, kinds, run) => kinds.split(' ').forEach(kind => target && target.addEventListener(kind, run))
const tap = (q, run) => all(q).forEach(e => on(e, 'click', event => run(e, event)))
const show = (e, yes) => { if (e) e.hidden = !yes }
const store = (key, value) => {
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(key))
    value ? localStorage.setItem(key, JSON.stringify(value)) : localStorage.removeItem(key)
  } catch (refused) {}
}
const tell = (e, event) => e.dispatchEvent(new Event(event, { bubbles: true }))

d.documentElement.classList.add('scripted')
all('[data-script],[data-print]').forEach(e => show(e, 1))
tap('[data-print]', () => print())
tap('[data-copy]', async e => { await navigator.clipboard.writeText(e.dataset.copy); e.textContent = e.dataset.done })
if (navigator.share) all('[data-share]').forEach(e => show(e, 1))
tap('[data-share]', e => navigator.share({ text: e.dataset.share }).catch(() => 0))
all('[data-draft-done]').forEach(e => store('draft:' + e.dataset.draftDone, null))

const sheet = one('style[data-css]')
if (sheet) on(window, 'load', async () => {
  if ((await fetch(sheet.dataset.css)).ok) d.cookie = `css=${sheet.dataset.key};path=/;max-age=2592000;samesite=lax`
})

on(d, 'submit', ({ target: form, defaultPrevented }) => {
  if (defaultPrevented || 'many' in form.dataset) return
  setTimeout(() => all('button:not([type=button])', form).forEach(e => { e.disabled = true }))
})
on(window, 'pageshow', () => all('form button').forEach(e => { e.disabled = false }))

all('[data-uuid]').forEach(e => {
  e.value = e.value || (crypto.randomUUID ? crypto.randomUUID() :
    '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, c =>
      (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16)))
})

all('[data-count-for]').forEach(e => {
  const field = d.getElementById(e.dataset.countFor), { left, short } = e.dataset
  const count = () => {
    const n = field.value.length, few = field.minLength - n
    e.textContent = n && few > 0 ? short.replace('{n}', few) : left.replace('{n}', field.maxLength - n)
  }
  let wait
  on(field, 'input', () => { clearTimeout(wait); wait = setTimeout(count, 500) })
  count()
})

all('form[data-draft]').forEach(form => {
  const key = 'draft:' + form.dataset.draft, bar = one('[data-draft-bar]', form), kept = store(key)
  const fields = () => all('textarea,select,input', form).filter(e =>
    e.name && !/hidden|file|password|submit/.test(e.type) && !('private' in e.dataset))
  const open = one('[data-public-computer]', form)
  const drop = () => { store(key, null); show(bar, 0) }
  const save = () => {
    if (open && open.checked) return drop()
    const values = {}
    fields().forEach(e => { if (e.matches('[type=radio],[type=checkbox]') ? e.checked : e.value) values[e.name] = e.value })
    if (fields().some(e => /text/.test(e.type) && e.value)) store(key, { at: Date.now(), values })
  }
  let wait
  on(form, 'input change', () => { clearTimeout(wait); wait = setTimeout(save, 400) })
  if (!kept || Date.now() - kept.at > 6048e5) return store(key, null)
  if (!bar || fields().some(e => /text/.test(e.type) && e.value)) return
  one('[data-draft-time]', bar).textContent = new Date(kept.at).toLocaleString(d.documentElement.lang,
    { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' })
  show(bar, 1)
  on(one('[data-draft-drop]', bar), 'click', drop)
  on(one('[data-draft-restore]', bar), 'click', () => {
    fields().forEach(e => {
      const value = kept.values[e.name]
      if (e.matches('[type=radio],[type=checkbox]')) e.checked = value === e.value
      else if (value) e.value = value
      tell(e, 'input')
    })
    show(bar, 0)
    one('textarea', form).focus()
  })
})

all('form[data-steps]').forEach(form => {
  const steps = all('[data-step]', form), words = name => {
    const e = form.elements[name], option = e && e.options && e.options[e.selectedIndex]
    if (option) return e.value && option.text
    const chosen = one(`[name="${name}"]:checked`, form)
    return chosen ? one('.choice-label', chosen.parentNode).textContent : e && e.value
  }
  const go = (step, past) => {
    steps.forEach(e => show(e, e.dataset.step === step))
    all('[data-show]', form).forEach(e => { e.textContent = words(e.dataset.show) || '–' })
    const now = steps.find(e => !e.hidden), heading = one('h1,h2', now)
    if (!past) history.pushState({ step }, '')
    heading.tabIndex = -1
    heading.focus()
    scrollTo(0, 0)
  }
  const first = steps.find(e => !e.hidden).dataset.step
  on(window, 'popstate', ({ state }) => go(state && state.step || first, 1))
  tap('[data-go]', (e, event) => {
    const wrong = all('textarea,select,input', steps.find(s => !s.hidden)).find(f => !f.checkValidity())
    event.preventDefault()
    wrong ? wrong.reportValidity() : go(e.dataset.go)
  })
})

all('input[data-photo]').forEach(input => {
  const list = one('[data-photos]', input.form), kept = new DataTransfer(), { max = 3, remove, manyWords } = input.dataset
  const small = async (file, bar) => {
    if (!/^image\/(jpe?g|png|webp|hei)/.test(file.type)) return file
    const slow = navigator.connection && (navigator.connection.saveData || /2g/.test(navigator.connection.effectiveType))
    try {
      const image = await createImageBitmap(file), scale = Math.min(1, (slow ? 1280 : 1600) / Math.max(image.width, image.height))
      bar.value = .4
      const canvas = d.createElement('canvas')
      canvas.width = image.width * scale
      canvas.height = image.height * scale
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
      bar.value = .7
      const blob = await new Promise(done => canvas.toBlob(done, slow ? 'image/webp' : 'image/jpeg', slow ? .6 : .7))
      if (blob && blob.size < file.size) return new File([blob], file.name.replace(/\.\w+$/, slow ? '.webp' : '.jpg'), { type: blob.type })
    } catch (unreadable) {}
    return file
  }
  on(input, 'change', async () => {
    const chosen = [...input.files]
    input.files = kept.files
    for (const file of chosen) {
      if (kept.items.length >= max) { list.insertAdjacentHTML('beforeend', '<li>'); list.lastChild.textContent = manyWords; break }
      list.insertAdjacentHTML('beforeend', '<li><progress value=".1"></progress><span></span>')
      const item = list.lastChild, bar = one('progress', item), sent = await small(file, bar)
      kept.items.add(sent)
      input.files = kept.files
      bar.remove()
      item.firstChild.textContent = `${sent.name} (${Math.ceil(sent.size / 1024)} KB)`
      if (/^image/.test(sent.type)) { const image = new Image(); image.src = URL.createObjectURL(sent); image.alt = ''; item.prepend(image) }
      const button = d.createElement('button')
      button.type = 'button'
      button.className = 'button is-quiet'
      button.textContent = remove
      on(button, 'click', () => {
        kept.items.remove([...kept.files].indexOf(sent))
        input.files = kept.files
        item.remove()
        input.focus()
      })
      item.append(button)
    }
  })
})

all('[data-places]').forEach(box => {
  const input = one('[data-place-input]', box), list = one('[data-place-list]', box), value = one('[data-place-value]', box)
  const plain = text => text.toLowerCase().replace(/\b(desa|ds|kel|kelurahan|kec|kecamatan)\b\.?|[^a-z]/g, '').replace(/oe/g, 'u')
  let places
  show(input, 1)
  all(`[for="${value.id}"]`).forEach(e => { e.htmlFor = input.id })
  show(value, 0)
  on(input, 'focus', async () => { places = places || (await (await fetch(box.dataset.places)).json()) })
  on(input, 'input', () => {
    const typed = plain(input.value)
    value.value = ''
    list.textContent = ''
    const found = typed.length > 1 && places ? places.filter(p => plain(p[1] + p[2]).includes(typed)).sort((a, b) => plain(a[1]).indexOf(typed) - plain(b[1]).indexOf(typed)).slice(0, 5) : []
    found.forEach(([code, name, district]) => {
      list.insertAdjacentHTML('beforeend', '<li><button type="button">')
      const button = list.lastChild.firstChild
      button.textContent = name + ', ' + district
      on(button, 'click', () => { input.value = button.textContent; value.value = code; show(list, 0); tell(value, 'change'); input.focus() })
    })
    show(list, found.length)
  })
})

tap('[data-locate]', button => {
  const form = button.form, status = one('[data-locate-status]', form), { wait, failed } = status.dataset
  status.textContent = wait
  navigator.geolocation.getCurrentPosition(async ({ coords: { latitude: lat, longitude: lng } }) => {
    try {
      const found = await (await fetch(`${button.dataset.locate}?lat=${lat}&lng=${lng}`)).json()
      form.elements.lat.value = lat
      form.elements.lng.value = lng
      status.textContent = found.words
      const value = one('[data-place-value]', form), input = one('[data-place-input]', form)
      if (value && found.code) { value.value = found.code; input.value = found.words }
    } catch (offline) { status.textContent = failed }
  }, () => { status.textContent = failed }, { timeout: 8000, maximumAge: 60000 })
})
})()
