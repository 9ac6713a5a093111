/*
Black boxes on a picture, drawn with mouse, pen or finger. Without it the number fields work alone; with
it they follow what is drawn, and what is typed is shown on the picture at once.

  form[data-boxes]                rows [data-box], each with number fields named left, top, width, height
    svg[data-boxes-on]            lies on the picture, 100 × 100 units: percent
    [data-boxes-hint hidden]      said once the picture can be drawn on
*/
(() => {
const d = document, all = (q, from = d) => [...from.querySelectorAll(q)], one = (q, from = d) => from.querySelector(q)
const NAMES = ['left', 'top', 'width', 'height'], SVG = ['x', 'y', 'width', 'height']

all('form[data-boxes]').forEach(form => {
  const svg = one('[data-boxes-on]', form), rows = all('[data-box]', form)
  const fields = row => NAMES.map(name => one(`[name=${name}]`, row))
  const numbers = row => fields(row).map(e => parseFloat(e.value))
  const isEmpty = row => fields(row).every(e => !e.value)
  const draw = () => {
    all('rect', svg).forEach(e => e.remove())
    rows.map(numbers).filter(n => n.every(one => one >= 0) && n[2] && n[3]).forEach(n => {
      const rect = d.createElementNS('http://www.w3.org/2000/svg', 'rect')
      n.forEach((value, at) => rect.setAttribute(SVG[at], value))
      svg.append(rect)
    })
  }
  const write = (row, values) => fields(row).forEach((e, at) => { e.value = values[at].toFixed(1) })
  const at = event => {
    const frame = svg.getBoundingClientRect(), within = share => Math.min(Math.max(share, 0), 1) * 100
    return [within((event.clientX - frame.left) / frame.width), within((event.clientY - frame.top) / frame.height)]
  }
  let row, from
  const stretch = event => {
    const [x, y] = at(event)
    write(row, [Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])])
    draw()
  }
  svg.addEventListener('pointerdown', event => {
    row = rows.find(isEmpty)
    if (!row) return
    from = at(event)
    svg.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  svg.addEventListener('pointermove', event => { if (row) stretch(event) })
  svg.addEventListener('pointerup', event => {
    if (!row) return
    stretch(event)
    const [, , width, height] = numbers(row)
    if (width < .5 || height < .5) fields(row).forEach(e => { e.value = '' })
    row = 0
    draw()
  })
  form.addEventListener('input', draw)
  one('[data-boxes-hint]', form).hidden = false
  draw()
})
})()
