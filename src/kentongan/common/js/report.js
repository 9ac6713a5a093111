/*
Photo and place in the report form; loaded by portal.js after the page stands, so that it never delays
the first paint. Without it the plain file field and the plain list work.

  input[type=file][data-photo]    photos are made small; [data-photos] is the list (in the same
    [data-photos-of], where a form has several),
    data-max, data-remove, data-many-words (said when there are too many). Each goes to data-upload
    at once and is replaced by its token, a hidden field NAME_kept; until then, and if that fails
    (data-failed, data-again), the file stays in the field and goes with the form. A photo is drawn
    anew, upright, without the place and camera in it; app.js keeps it in the draft (item.file) and
    brings it back (event "restore")
  [data-places=url]               JSON [[kecamatan code, name, "2001Cipasung|Bangbayang|..."], ...] (a
    village without digits has the number after its neighbour's); inside: [data-place-input] (works
    alone without script), ul[data-place-list], input[type=hidden][data-place-value] for the code
  button[data-locate=url]         asks for the position on a tap; url?lat=&lng= answers
    {code, words}; inside the form: [name=lat] [name=lng] [data-locate-status][data-wait][data-failed]
  button[data-map-open=script]    loads the map on a tap and opens it in the [data-map] of the form
  button[data-day=1]              writes the date of so many days ago into [name=happened_on]
  [data-sensitive][data-personal][data-mask]   patterns, read when data-go=2 is pressed: what is personal
    is masked in [data-show=text] and [data-if-personal] shown; sensitive words tick [name=is_secret]
    once and show [data-if-sensitive]; [data-seen] then says that the question was seen
  p[data-usual=url][hidden]       asked then with area and kind; {dates, source} fill its two spans
*/
(() => {
const d = document, all = (q, from = d) => [...from.querySelectorAll(q)], one = (q, from = d) => from.querySelector(q)
const on = (target, kind, run) => target.addEventListener(kind, run)
const show = (e, yes) => { e.hidden = !yes }
const tell = e => e.dispatchEvent(new Event('change', { bubbles: true }))

const usual = async (form, nowhere) => {
  const line = one('[data-usual]', form), { area_code: area, kind } = form.elements
  if (!line) return
  try {
    const said = await (await fetch(`${line.dataset.usual}?kind=${kind.value}&area=${nowhere ? '' : area.value}`)).json()
    all('span', line).forEach((e, at) => { e.textContent = at ? said.source : said.dates })
    show(line, said.dates)
  } catch (offline) { show(line, 0) }
}

all('input[data-photo]').forEach(input => {
  const form = input.form, list = one('[data-photos]', input.closest('[data-photos-of]') || form), kept = new DataTransfer()
  const { max = 3, remove, manyWords, upload, failed, again } = input.dataset
  const add = (name, into, facts) => into.appendChild(Object.assign(d.createElement(name), facts))
  const key = (into, textContent, run) => on(add('button', into, { type: 'button', className: 'button is-quiet', textContent }), 'click', run)
  const drop = file => {
    const at = [...kept.files].indexOf(file)
    if (at >= 0) kept.items.remove(at)
    input.files = kept.files
  }
  const count = () => kept.items.length + all(`[name=${input.name}_kept]`, form).filter(e => e.type === 'hidden' || e.checked).length
  const small = async file => {
    if (!/^image\/(jpe?g|png|webp|hei)/.test(file.type)) return file
    const slow = navigator.connection && (navigator.connection.saveData || /2g/.test(navigator.connection.effectiveType))
    try {
      const image = await createImageBitmap(file), scale = Math.min(1, (slow ? 1280 : 1600) / Math.max(image.width, image.height))
      const canvas = d.createElement('canvas')
      canvas.width = image.width * scale
      canvas.height = image.height * scale
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
      const blob = await new Promise(done => canvas.toBlob(done, slow ? 'image/webp' : 'image/jpeg', slow ? .6 : .7))
      if (blob) return new File([blob], file.name.replace(/\.\w+$/, slow ? '.webp' : '.jpg'), { type: blob.type })
    } catch (unreadable) {}
    return file
  }
  const send = (file, item, said) => {
    if (!upload) return
    const bar = add('progress', item, { value: 0 }), request = new XMLHttpRequest(), body = new FormData()
    bar.setAttribute('aria-label', file.name)
    body.append(input.name, file)
    request.upload.onprogress = e => { bar.value = e.loaded / e.total }
    request.onloadend = () => {
      bar.remove()
      if (!item.isConnected) return
      const { status, response } = request
      if (status === 200) {
        drop(file)
        add('input', item, { type: 'hidden', name: input.name + '_kept', value: response.token })
      } else if (status === 422) {
        drop(file)
        said.textContent = response.words
      } else {
        said.textContent = failed
        key(said, again, () => { said.textContent = ''; send(file, item, said) })
      }
    }
    request.responseType = 'json'
    request.open('POST', upload)
    request.send(body)
  }
  const take = async (chosen, isSmall) => {
    input.files = kept.files
    for (const file of chosen) {
      if (count() >= max) { add('li', list, { textContent: manyWords }); break }
      const item = add('li', list), sent = isSmall ? file : await small(file)
      item.file = sent
      kept.items.add(sent)
      input.files = kept.files
      if (/^image/.test(sent.type)) add('img', item, { src: URL.createObjectURL(sent), alt: '' })
      add('span', item, { textContent: `${sent.name} (${Math.ceil(sent.size / 1024)} KB)` })
      const said = add('span', item)
      said.setAttribute('role', 'status')
      key(item, remove, () => { drop(sent); item.remove(); tell(form); input.focus() })
      send(sent, item, said)
    }
    tell(form)
  }
  on(input, 'change', () => take([...input.files]))
  on(input, 'restore', e => take(e.detail, 1))
  if (input.files.length) take([...input.files])
})

all('[data-places]').forEach(box => {
  const input = one('[data-place-input]', box), list = one('[data-place-list]', box), value = one('[data-place-value]', box)
  const plain = text => text.toLowerCase().replace(/\b(desa|ds|kel|kelurahan|kec|kecamatan)\b\.?|[^a-z]/g, '').replace(/oe/g, 'u')
  let places
  const read = rows => rows.flatMap(([district, name, villages]) => {
    let number = 0
    return [[district, 'Kec. ' + name, plain(name)], ...villages.split('|').map(one => {
      const [, digits, village] = one.match(/^(\d*)(.*)$/)
      number = digits ? +digits : number + 1
      return [`${district}.${number}`, `${number < 2000 ? 'Kelurahan' : 'Desa'} ${village}, Kec. ${name}`, plain(village + name)]
    })]
  })
  const fetchPlaces = async () => { places = places || read(await (await fetch(box.dataset.places)).json()) }
  on(input, 'focus', fetchPlaces)
  if (input === d.activeElement) fetchPlaces()
  on(input, 'input', () => {
    const typed = plain(input.value)
    value.value = ''
    list.textContent = ''
    const found = typed.length > 1 && places ? places.filter(p => p[2].includes(typed)).sort((a, b) => a[2].indexOf(typed) - b[2].indexOf(typed)).slice(0, 5) : []
    found.forEach(([code, words]) => {
      list.insertAdjacentHTML('beforeend', '<li><button type="button">')
      const button = list.lastChild.firstChild
      button.textContent = words
      on(button, 'click', () => { input.value = words; value.value = code; show(list, 0); tell(value); input.focus() })
    })
    show(list, found.length)
  })
})

all('[data-sensitive]').forEach(step => {
  const form = step.closest('form'), seen = one('[data-seen]', step), { sensitive, personal, mask } = step.dataset
  all('[data-go="2"]', form).forEach(button => on(button, 'click', () => {
    const text = form.elements.text.value, risky = new RegExp(sensitive, 'i').test(text), people = new RegExp(personal, 'g')
    show(one('[data-if-personal]', step), people.test(text))
    show(one('[data-if-sensitive]', step), risky)
    one('[data-show="text"]', step).textContent = text.replace(people, mask)
    const { landmark, area, no_place: none } = form.elements
    one('[data-show="area"]', step).textContent = none.checked ? none.labels[0].textContent : [landmark.value, area.value].filter(Boolean).join(', ') || '–'
    if (risky && !seen.value) form.elements.is_secret.checked = true
    if (risky) seen.value = 1
    usual(form, none.checked)
  }))
})

all('[data-day]').forEach(button => on(button, 'click', () => {
  const field = button.form.elements.happened_on, day = new Date()
  day.setMinutes(day.getMinutes() - day.getTimezoneOffset() - 1440 * button.dataset.day)
  field.value = day.toISOString().slice(0, 10)
  tell(field)
}))

all('[data-map-open]').forEach(button => on(button, 'click', async () => {
  const box = one('[data-map]', button.form)
  if (box.firstChild) { show(box, box.hidden); return }
  try { await (await import(button.dataset.mapOpen)).open(box, button.form) } catch (offline) { show(box, 0) }
}))

all('[data-locate]').forEach(button => on(button, 'click', () => {
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
}))
})()
