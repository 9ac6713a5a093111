/*
The map without tiles of the report form; report.js loads it on a tap. The list of villages gives the
same result without it.

  open(box, form): box has data-map (address of the outlines), data-label, data-hint, data-back,
    data-close, data-outside; writes [data-place-input], [data-place-value], [name=lat] and [name=lng]

First the kecamatan, then the villages of one. Tap or drag; by keyboard arrows move the pin (with
Shift in larger steps) and Enter chooses what is under it.
*/
const SVG = 'http://www.w3.org/2000/svg'
const draw = (name, facts, into) => {
  const e = document.createElementNS(SVG, name)
  Object.entries(facts).forEach(([key, value]) => e.setAttribute(key, value))
  into.append(e)
  return e
}
const button = (text, run) => {
  const e = document.createElement('button')
  e.type = 'button'
  e.className = 'button is-quiet'
  e.textContent = text
  e.addEventListener('click', run)
  return e
}

export const open = async (box, form) => {
  const { map: url, label, hint, back, close, outside } = box.dataset
  const place = { input: form.querySelector('[data-place-input]'), value: form.querySelector('[data-place-value]') }
  let facts, svg, pin, district, at, areas

  const under = () => areas.find(([path]) => path.isPointInFill(new DOMPoint(at.x, at.y)))
  const say = text => { box.querySelector('[role=status]').textContent = text }
  const name = ([, code, words]) => {
    if (!district) return 'Kec. ' + words
    return `${+code.split('.').pop() < 2000 ? 'Kelurahan' : 'Desa'} ${words}, Kec. ${district}`
  }
  const put = (x, y) => {
    at = { x: Math.min(Math.max(x, 0), facts.size[0]), y: Math.min(Math.max(y, 0), facts.size[1]) }
    pin.setAttribute('transform', `translate(${at.x} ${at.y})`)
    const found = under()
    areas.forEach(one => one[0].classList.toggle('is-under', one === found))
    say(found ? name(found) : outside)
    return found
  }
  const choose = found => {
    if (!found) return
    if (!district) { show(found[1], found[2]); return }
    place.input.value = name(found)
    place.value.value = found[1]
    form.elements.lat.value = (facts.north - at.y / facts.per[1]).toFixed(6)
    form.elements.lng.value = (facts.west + at.x / facts.per[0]).toFixed(6)
    place.value.dispatchEvent(new Event('change', { bubbles: true }))
  }
  const point = event => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse())
  const press = event => {
    const step = event.shiftKey ? 50 : 10
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key]
    if (event.key === 'Enter') choose(put(at.x, at.y))
    else if (by) { const found = put(at.x + by[0], at.y + by[1]); if (district) choose(found) }
    else return
    event.preventDefault()
  }
  const show = async (code, words) => {
    facts = await (await fetch(code ? `${url}${code}.json` : url)).json()
    district = code ? words : ''
    box.textContent = ''
    const text = document.createElement('p')
    text.className = 'hint'
    text.textContent = hint
    svg = draw('svg', { viewBox: `0 0 ${facts.size.join(' ')}`, tabindex: 0, role: 'application', 'aria-label': label }, box)
    svg.before(text)
    areas = facts.areas.map(([key, words, d]) => [draw('path', { d, class: 'map-area' }, svg), key, words])
    facts.areas.forEach(([, words, , x, y]) => { draw('text', { x, y, class: 'map-name', 'aria-hidden': true }, svg).textContent = words })
    pin = draw('g', { class: 'map-pin' }, svg)
    draw('path', { d: 'M0 0C-12-20-26-34-26-54a26 26 0 0 1 52 0C26-34 12-20 0 0z' }, pin)
    draw('circle', { cy: -54, r: 10 }, pin)
    svg.addEventListener('keydown', press)
    svg.addEventListener('click', event => { const { x, y } = point(event); choose(put(x, y)) })
    pin.addEventListener('pointerdown', event => {
      const move = moved => { const { x, y } = point(moved); put(x, y) }
      pin.setPointerCapture(event.pointerId)
      pin.addEventListener('pointermove', move)
      pin.addEventListener('pointerup', () => { pin.removeEventListener('pointermove', move); choose(under()) }, { once: true })
    })
    const line = document.createElement('p')
    line.setAttribute('role', 'status')
    const actions = document.createElement('p')
    actions.className = 'map-actions'
    if (code) actions.append(button(back, () => show()))
    actions.append(button(close, () => { box.hidden = true; form.querySelector('[data-map-open]').focus() }))
    box.append(line, actions)
    put(facts.size[0] / 2, facts.size[1] / 2)
    svg.focus()
  }
  box.hidden = false
  await show()
}
