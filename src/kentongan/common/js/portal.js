/*
The one script of the citizens' pages. Everything works without it; it saves typing, bytes and waiting.
Words come from the page (attributes), never from here.

Any page
  [data-script hidden]            shown when scripts run (buttons that need them)
  form                            a second press does nothing until the answer comes (data-many: allowed)
  [data-copy="text"] [data-done]  copies; the button then says data-done
  [data-share="text"]             shown where the device can share
  [data-print]                    prints
  style[data-css][data-key]       fetched once as a file, then linked (cookie `css`); not by a form
    with tools, which many people open as their first and only page
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
  form[data-tools=url]            report.js is loaded from there when the page stands (photo, place)
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

const tools = one('[data-tools]')
if (tools) on(window, 'load', () => d.head.append(Object.assign(d.createElement('script'), { src: tools.dataset.tools })))
const sheet = one('style[data-css]')
if (sheet && !tools) on(window, 'load', async () => {
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

})()
