/*
The service worker, served at /sw.js behind outbox.js and the lines that name its version, PAGES,
ASSETS and VILLAGE (portal/precache.py). It keeps those and the errands of a field officer, who signs
out of them; no other page or answer that belongs to a person is ever written to a cache. Reports are in IndexedDB, which no update touches.
*/
(() => {
const OURS = 'kentongan-', NOW = OURS + VERSION, DESK = OURS + 'village', ERRANDS = OURS + 'tasks', SLOW = 3000
const fresh = urls => urls.map(url => new Request(url, { cache: 'reload' }))
const fill = async (name, urls) => (await caches.open(name)).addAll(fresh(urls))
const kept = url => caches.match(url, { ignoreSearch: true, ignoreVary: true })
const from = (run, wait) => new Promise((done, fail) => { run.then(done, fail); setTimeout(fail, wait) })

self.addEventListener('install', event => event.waitUntil((async () => {
  await fill(NOW, [...PAGES, ...ASSETS])
  if (await caches.has(DESK)) await fill(DESK, VILLAGE)
  await skipWaiting()
})()))

self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && ![NOW, DESK, ERRANDS].includes(name)) await caches.delete(name)
  }
  await clients.claim()
})()))

const page = async (request, path) => {
  const asked = fetch(request)
  try {
    return await from(asked, SLOW)
  } catch (slow) {
    return await kept(path) || asked
  }
}
const sent = async request => {
  try {
    const answer = await fetch(request)
    if (![502, 504].includes(answer.status)) return answer
  } catch (away) {}
  return Response.redirect(PAGES[1], 303)
}

// The errands of a field officer, so that they open where there is no network: those to do and no
// others, gone with the sign-out.
const errands = async urls => {
  await caches.delete(ERRANDS)
  const store = await caches.open(ERRANDS)
  await Promise.all(urls.filter(url => url.startsWith(TASKS)).map(async url => {
    const answer = await fetch(url, { cache: 'reload' })
    if (answer.ok && !answer.redirected) await store.put(url, answer)
  }))
}

self.addEventListener('fetch', event => {
  const { request } = event, { origin, pathname } = new URL(request.url)
  if (origin !== location.origin) return
  if (pathname === LOGOUT && request.method === 'POST') event.waitUntil(caches.delete(ERRANDS))
  if (pathname.startsWith(TASKS) && request.method === 'GET') {
    event.respondWith(page(request, pathname).catch(() => kept(PAGES[2])))
  } else if (request.mode === 'navigate') {
    if (request.method === 'POST') {
      if (pathname === PAGES[0] || pathname.startsWith(TASKS)) event.respondWith(sent(request))
    } else if (PAGES.includes(pathname) || VILLAGE.includes(pathname)) event.respondWith(page(request, pathname))
    else event.respondWith(fetch(request).catch(() => kept(PAGES[2])))
  } else if (request.method === 'GET' && (ASSETS.includes(pathname) || VILLAGE.includes(pathname))) {
    event.respondWith(kept(pathname).then(hit => hit || fetch(request)))
  }
})

// "pages": the reader chose another language; "village": this device is a village desk.
self.addEventListener('message', event => event.waitUntil(
  event.data.tasks ? errands(event.data.tasks) : event.data === 'pages' ? fill(NOW, PAGES) : event.data === 'village' ? fill(DESK, VILLAGE) : 0))

self.addEventListener('sync', event => {
  if (event.tag === 'send') event.waitUntil(outbox.flush().then(left => { if (left) throw new Error('still waiting') }))
})

self.addEventListener('push', event => {
  const { title, body, url, tag } = event.data.json()
  event.waitUntil(registration.showNotification(title, { body, tag, icon: ICON, badge: ICON, data: url }))
})
self.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil((async () => {
    const url = new URL(event.notification.data, location.origin)
    if (url.origin !== location.origin) return
    const open = (await clients.matchAll({ type: 'window' })).find(one => new URL(one.url).pathname === url.pathname)
    return open ? open.focus() : clients.openWindow(url.href)
  })())
})
})()
