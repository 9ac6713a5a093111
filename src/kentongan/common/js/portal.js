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
  script[data-app=url]            app.js is loaded from there at the first touch, else after 2 s: drafts,
    queue, service worker; never before the page stands

Form
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

d.documentElement.classList.add('scripted')
all('[data-script],[data-print]').forEach(e => show(e, 1))
tap('[data-print]', () => print())
tap('[data-copy]', async e => { await navigator.clipboard.writeText(e.dataset.copy); e.textContent = e.dataset.done })
if (navigator.share) all('[data-share]').forEach(e => show(e, 1))
tap('[data-share]', e => navigator.share({ text: e.dataset.share }).catch(() => 0))

const { app } = d.currentScript.dataset
let asked
const loadApp = () => { if (!asked) asked = d.head.append(Object.assign(d.createElement('script'), { src: app })) || 1 }
if (app) {
  on(d, 'input pointerdown', loadApp)
  on(window, 'load', () => setTimeout(loadApp, 2000))
}
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
