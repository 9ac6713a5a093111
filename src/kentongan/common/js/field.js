/*
The telephone pages of a field officer, beside portal.js, report.js and app.js. Without it photos go
without place and time, and the pages need the network.

  [data-keep="url url"]           these pages are kept by the service worker, and no others of before
  input[data-photo] in a form with input[data-taken]   when a photo is chosen, its time and the position
    of the device are written there: {"before": [{name, at, lat, lng, acc}], "after": [...]}
  input[data-done-at]             the time of the device when the form is sent
  [data-taken-status][data-without]   says when the device gives no position
*/
(() => {
const d = document, one = q => d.querySelector(q)
const keep = one('[data-keep]')
if (keep && navigator.serviceWorker) navigator.serviceWorker.ready.then(({ active }) =>
  active.postMessage({ tasks: keep.dataset.keep.split(' ') }))

const note = one('[data-taken]'), status = one('[data-taken-status]')
if (!note) return
const said = () => { try { return JSON.parse(note.value || '{}') } catch (broken) { return {} } }
const where = () => new Promise(done => navigator.geolocation ? navigator.geolocation.getCurrentPosition(
  ({ coords }) => done({ lat: +coords.latitude.toFixed(6), lng: +coords.longitude.toFixed(6), acc: Math.round(coords.accuracy) }),
  () => done({}), { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 }) : done({}))
d.addEventListener('change', async ({ target }) => {
  if (!target.matches('input[data-photo]') || !target.files.length) return
  const names = [...target.files].map(file => ({ name: file.name.replace(/\.\w+$/, ''), at: new Date(file.lastModified).toISOString() }))
  const moment = target.name, write = place => {
    const now = said(), fresh = (now[moment] || []).filter(e => !names.some(n => n.name === e.name && n.at === e.at))
    now[moment] = [...fresh, ...names.map(n => ({ ...n, ...place }))]
    note.value = JSON.stringify(now)
    note.form.dispatchEvent(new Event('change', { bubbles: true }))
  }
  write({})
  const place = await where()
  write(place)
  if (!('lat' in place) && status) status.textContent = status.dataset.without
}, true)
d.addEventListener('submit', ({ target }) => {
  const done = target.querySelector('[data-done-at]')
  if (done) done.value = new Date().toISOString()
}, true)
})()
