/*
The one script of the officers' pages, beside htmx. Every key has a visible link or button; without
script all of them work. Words come from the page.

  [data-key="d"]                a link, button, <summary> or field: the key presses, opens or focuses it;
                                two strokes: data-key="g i". Off in fields; off where a person switched
                                keys off ([data-keys-switch], kept on the device).
  [data-keys-sheet hidden]      opened by "?": its [data-keys-list] is filled from the page
  [data-rows]                   a list: j k move, o or Enter opens, x ticks
    [data-row]                  a row; inside: a[data-open], input[data-pick]
  [data-pick-all]               ticks every row; Shift+press on a box ticks a range
  [data-bulk hidden]            shown while rows are ticked; [data-bulk-count] holds their number
  form[data-autosave=url]       sent there 2 s after a key and on leaving a field; the answer
                                {words, version} fills [data-autosave-status] and [name=version]; 409:
                                its words are shown and nothing is sent until the page is read again
  a[data-wide][hx-get]          htmx on a wide screen only; elsewhere the link is followed
  [data-focus]                  takes the focus when htmx brings it
  [data-announce="text"]        is said by the one role=status when htmx brings it
  [data-live=url]               server-sent events `counts`: {bell, words, views} fill [data-live-bell],
                                [data-live-words] and each [data-live-count=view]; only while the
                                window is seen. Without EventSource the page is as new as its opening
    [data-list=query]           the list that is open: when its mark {rows} changes, rows are fetched and
                                put in place; new ones wait for a press on [data-new-rows] button, so
                                that nothing moves under the hand; what left says [data-gone]
    [data-present=number]       the report that is open: {present} says who else has it open
  [data-choose=value][data-into=name]  puts the value into that field of its form, then waits for Enter
  [data-script hidden]          shown when scripts run
  [data-theme-set="dark"]       light, dark or empty: cookie `theme`
  Ctrl+Enter                    sends the form that one writes in
*/
(() => {
const d = document, root = d.documentElement
const all = (q, from = d) => [...from.querySelectorAll(q)], one = (q, from = d) => from.querySelector(q)
const status = one('#status')
const say = text => { status.textContent = ''; setTimeout(() => { status.textContent = text }, 50) }
const kept = {
  get: name => { try { return localStorage.getItem(name) } catch (refused) { return null } },
  set: (name, value) => { try { localStorage.setItem(name, value) } catch (refused) {} },
}
const writes = e => e.matches('textarea,select,[contenteditable],input:not([type=checkbox],[type=radio],[type=button],[type=submit])')

// Appearance and keys are choices of the person at this device.
const paint = () => all('[data-theme-set]').forEach(e =>
  e.setAttribute('aria-pressed', (root.dataset.theme || '') === e.dataset.themeSet))
all('[data-theme-switch],[data-keys-option]').forEach(e => { e.hidden = false })
paint()
const keysOn = () => kept.get('keys') !== 'off'
all('[data-keys-switch]').forEach(e => { e.checked = keysOn() })
d.addEventListener('change', ({ target }) => {
  if (target.matches('[data-keys-switch]')) kept.set('keys', target.checked ? 'on' : 'off')
})

const shown = () => all('[data-script][hidden]').forEach(e => { e.hidden = false })
shown()

// Rows
const rows = () => all('[data-rows] [data-row]')
const current = () => rows().findIndex(e => e.contains(d.activeElement))
const move = by => {
  const list = rows(), at = current()
  const next = list[at < 0 ? Math.max(list.findIndex(e => e.classList.contains('is-current')), 0) : Math.min(Math.max(at + by, 0), list.length - 1)]
  if (next) one('[data-open]', next).focus()
}
let last = null
const count = () => {
  const boxes = all('[data-rows] [data-pick]'), ticked = boxes.filter(e => e.checked)
  boxes.forEach(e => e.closest('[data-row]').classList.toggle('is-picked', e.checked))
  all('[data-bulk]').forEach(e => { e.hidden = !ticked.length })
  all('[data-bulk-count]').forEach(e => { e.textContent = ticked.length })
  all('[data-pick-all]').forEach(e => {
    e.checked = ticked.length > 0 && ticked.length === boxes.length
    e.indeterminate = ticked.length > 0 && !e.checked
  })
}

d.addEventListener('click', event => {
  const { target, shiftKey } = event
  const theme = target.closest('[data-theme-set]')
  if (theme) {
    const { themeSet } = theme.dataset
    d.cookie = `theme=${themeSet};path=/;max-age=${themeSet ? 31536000 : 0};samesite=lax`
    themeSet ? root.dataset.theme = themeSet : delete root.dataset.theme
    paint()
  }
  if (target.matches('[data-pick]')) {
    const boxes = all('[data-rows] [data-pick]'), here = boxes.indexOf(target), from = boxes.indexOf(last)
    if (shiftKey && from >= 0) boxes.slice(Math.min(here, from), Math.max(here, from) + 1).forEach(e => { e.checked = target.checked })
    last = target
    count()
  }
  if (target.matches('[data-pick-all]')) {
    all('[data-rows] [data-pick]').forEach(e => { e.checked = target.checked })
    count()
  }
  if (target.closest('[data-open]')) {
    all('.row.is-current').forEach(e => e.classList.remove('is-current'))
    const row = target.closest('[data-row]')
    if (row) row.classList.add('is-current')
  }
  if (target.closest('[data-close]')) sheet(false)
  const choice = target.closest('[data-choose]')
  if (choice) {
    choice.form.elements[choice.dataset.into].value = choice.dataset.choose
    all('[data-choose]', choice.form).forEach(e => e.setAttribute('aria-pressed', e === choice))
    one('button:not([type=button])', choice.form).focus()
  }
  all('.usermenu[open]').forEach(e => { if (!e.contains(target)) e.open = false })
})

// Keys
let before = null
const sheet = open => {
  const e = one('[data-keys-sheet]')
  if (!e) return
  if (!open) {
    if (!e.hidden && before) before.focus()
    e.hidden = true
    return
  }
  before = d.activeElement
  const list = one('[data-keys-list]', e)
  all('[data-from-page]', list).forEach(old => old.remove())
  all('[data-key]').filter(k => k.offsetParent && k.dataset.key !== '?').forEach(k => {
    const label = k.getAttribute('aria-label') || (k.labels && k.labels[0] && k.labels[0].textContent) ||
      [...k.childNodes].filter(n => n.nodeName !== 'KBD').map(n => n.textContent).join('')
    for (const [tag, text] of [['dt', k.dataset.key], ['dd', label.trim()]]) {
      const line = d.createElement(tag)
      line.dataset.fromPage = ''
      if (tag === 'dt') line.append(Object.assign(d.createElement('kbd'), { textContent: text }))
      else line.textContent = text
      list.append(line)
    }
  })
  e.hidden = false
  e.tabIndex = -1
  e.focus()
}
const press = e => {
  if (writes(e)) { e.focus(); e.select && e.select(); return }
  const isOpen = e.matches('summary') && e.parentNode.open
  if (!isOpen) e.click() // a key never closes what one is about to fill in
  if (e.matches('summary') && e.parentNode.open) {
    const first = one('textarea,select,input:not([type=hidden]),button', e.parentNode)
    if (first) first.focus()
  }
}
let stroke = ''
d.addEventListener('keydown', event => {
  const { target, key } = event
  if (key === 'Enter' && (event.ctrlKey || event.metaKey) && target.form) {
    event.preventDefault()
    target.form.requestSubmit()
    return
  }
  if (key === 'Escape') {
    all('.usermenu[open]').forEach(e => { e.open = false; one('summary', e).focus() })
    sheet(false)
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writes(target) || !keysOn()) return
  const strokes = stroke + key
  stroke = ''
  const hit = all('[data-key]').filter(e => e.offsetParent && !e.disabled)
  const found = hit.find(e => e.dataset.key === strokes) || hit.find(e => e.dataset.key === key)
  const run = { j: () => move(1), k: () => move(-1), '?': () => sheet(true) }
  if (found) press(found)
  else if (key === 'x' && current() >= 0) { const box = one('[data-pick]', rows()[current()]); if (box) box.click() }
  else if (key === 'o' && current() >= 0) d.activeElement.closest('[data-row]').querySelector('[data-open]').click()
  else if (run[key]) run[key]()
  else {
    if (hit.some(e => e.dataset.key.startsWith(key + ' '))) stroke = key + ' '
    setTimeout(() => { stroke = '' }, 1000)
    return
  }
  event.preventDefault()
})

// Drafts on the server
const resting = new WeakMap()
const autosave = async form => {
  clearTimeout(resting.get(form))
  if (!form.isConnected || form.dataset.stale || !form.dataset.dirty) return
  delete form.dataset.dirty
  const place = one('[data-autosave-status]', form)
  const body = new FormData(form)
  all('input[type=file]', form).forEach(e => body.delete(e.name)) // photos go once, with the form itself
  try {
    const answer = await fetch(form.dataset.autosave, { method: 'POST', body, headers: { Accept: 'application/json' } })
    if (!answer.ok && answer.status !== 409) throw answer
    const { words, version } = await answer.json()
    if (answer.status === 409) form.dataset.stale = 'yes'
    else if (version !== undefined && form.elements.version) form.elements.version.value = version
    place.textContent = words
  } catch (failed) {
    form.dataset.dirty = 'yes'
    place.textContent = place.dataset.failed
    resting.set(form, setTimeout(() => autosave(form), 15000))
  }
}
d.addEventListener('input', ({ target }) => {
  const form = target.form && target.form.closest('[data-autosave]')
  if (!form) return
  form.dataset.dirty = 'yes'
  clearTimeout(resting.get(form))
  resting.set(form, setTimeout(() => autosave(form), 2000))
})
d.addEventListener('change', ({ target }) => {
  const note = target.type === 'file' && one('[data-has-files]', target.form)
  if (note) { note.value = target.files.length || ''; note.dispatchEvent(new Event('input', { bubbles: true })) }
})
d.addEventListener('focusout', ({ target }) => {
  const form = target.form && target.form.closest('[data-autosave]')
  if (form) autosave(form)
})

// A second press while the first is under way does nothing; htmx has its own guard.
d.addEventListener('submit', ({ target, defaultPrevented }) => {
  clearTimeout(resting.get(target))
  delete target.dataset.dirty
  if (defaultPrevented || target.method !== 'post' || target.hasAttribute('hx-post')) return
  setTimeout(() => all('button:not([type=button])', target).forEach(e => { e.disabled = true }))
})
addEventListener('pageshow', () => {
  all('form button').forEach(e => { if (!e.hasAttribute('data-off')) e.disabled = false })
  count()
})

// Letters left
const letters = () => all('[data-count-for]').forEach(e => {
  const field = d.getElementById(e.dataset.countFor)
  if (!field || e.dataset.bound) return
  e.dataset.bound = 'yes'
  field.addEventListener('input', () => { e.textContent = e.dataset.left.replace('{n}', field.maxLength - field.value.length) })
})
letters()

// Live numbers. Each answer is a short stream; the browser comes back by itself.
const live = one('[data-live]')
let fresh = null
const anew = () => {
  const list = one('[data-list]')
  const open = one('.row.is-current', list)
  list.replaceChildren(...fresh)
  if (open && d.getElementById(open.id)) d.getElementById(open.id).classList.add('is-current')
  one('[data-new-rows]').hidden = true
  htmx.process(list)
  count()
}
const compare = async () => {
  const list = one('[data-list]')
  const answer = await fetch(`${live.dataset.inbox}?${list.dataset.list}`, { headers: { 'HX-Request': 'true', 'HX-Target': 'rows' } })
  if (!answer.ok || !one('[data-list]')) return
  const box = d.createElement('template')
  box.innerHTML = await answer.text()
  fresh = [...box.content.children]
  const now = new Map(all('[data-row]', box.content).map(e => [e.id, e]))
  const old = all('[data-row]', list)
  old.slice(0, now.size).forEach(e => {
    const next = now.get(e.id), meta = one('.row-meta', e)
    if (!next) {
      if (!e.matches('.is-gone')) { e.classList.add('is-gone'); meta.prepend(`${list.dataset.gone} · `) }
    } else if (!e.contains(d.activeElement) && next.textContent !== e.textContent) {
      const copy = next.cloneNode(true), box = one('[data-pick]', copy)
      if (box) box.checked = one('[data-pick]', e)?.checked
      if (e.matches('.is-current')) copy.classList.add('is-current')
      e.replaceWith(copy)
      htmx.process(copy)
    }
  })
  const known = new Set(old.map(e => e.id)), added = [...now.keys()].filter(id => !known.has(id)).length
  const bar = one('[data-new-rows]'), button = one('button', bar)
  bar.hidden = !added
  if (!added) return
  button.textContent = added > 1 ? button.dataset.many.replace('{n}', added) : button.dataset.one
  say(button.textContent)
}
d.addEventListener('click', ({ target }) => { if (target.closest('[data-new-rows] button')) anew() })
let follow = () => {}
if (live && window.EventSource) {
  let source, before, mark, followed
  const fill = ({ data }) => {
    const { bell, words, views, rows: held, present } = JSON.parse(data), bubble = one('[data-live-bell]', live)
    bubble.hidden = !bell
    bubble.textContent = bell > 99 ? '99+' : bell
    one('[data-live-words]', live).textContent = words
    all('[data-live-count]').forEach(e => { if (e.dataset.liveCount in views) e.textContent = views[e.dataset.liveCount] })
    if (bell > before) say(words)
    before = bell
    if (mark !== undefined && held && held !== mark) compare()
    mark = held ?? mark
    const others = one('[data-present]')
    if (others && present !== undefined) {
      if (present && others.textContent !== present) say(present)
      others.textContent = present
      others.hidden = !present
    }
  }
  const address = () => {
    const list = one('[data-list]'), open = one('[data-present]'), asked = new URLSearchParams()
    if (list) asked.set('daftar', list.dataset.list)
    if (open) asked.set('buka', open.dataset.present)
    return `${live.dataset.live}?${asked}`
  }
  follow = () => {
    if (source && (d.hidden || followed !== address())) { source.close(); source = null }
    if (d.hidden || source) return
    followed = address()
    source = new EventSource(followed)
    source.addEventListener('counts', fill)
  }
  d.addEventListener('visibilitychange', follow)
  follow()
}

// htmx: its events are named here only (its fourth version renames them).
d.addEventListener('htmx:afterSettle', ({ detail }) => {
  const found = detail.elt.matches('[data-focus]') ? detail.elt : one('[data-focus]', detail.elt)
  if (found) { if (found.tabIndex < 0) found.tabIndex = -1; found.focus() }
  const said = one('[data-announce]', detail.elt)
  if (said) say(said.dataset.announce)
  letters()
  shown()
  count()
  follow()
})
for (const kind of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) {
  d.addEventListener(kind, () => say(status.dataset.failed))
}
d.addEventListener('htmx:beforeRequest', event => {
  const { elt } = event.detail
  if (!elt.matches('[data-wide]') || matchMedia('(min-width:64rem)').matches) return
  event.preventDefault()
  location.href = elt.href
})
d.addEventListener('htmx:beforeRequest', ({ detail }) => {
  if (detail.elt.matches('form')) all('button', detail.elt).forEach(e => { e.disabled = true })
})
d.addEventListener('htmx:afterRequest', ({ detail }) => {
  if (detail.elt.matches('form')) all('button', detail.elt).forEach(e => { e.disabled = false })
})
})()
