// An operator's SMSC for tests: SMPP 3.4 on loopback, told what to do by lines of JSON on stdin,
// telling what happens by lines of JSON on stdout.
const fs = require('fs')
const readline = require('readline')
const smpp = require('smpp')

const port = Number(process.argv[2])
let sessions = []
let throttle = 0
let next = 1
const say = (event, facts) => console.log(JSON.stringify({ event, ...facts }))

// With a certificate and its key: TLS.
const [, , , cert, key] = process.argv
const tls = cert ? { cert: fs.readFileSync(cert), key: fs.readFileSync(key) } : {}
const server = smpp.createServer(tls, session => {
  const bind = pdu => {
    if (pdu.system_id !== 'kentongan' || pdu.password !== 'rahasia') {
      session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }))
      return say('refused', {})
    }
    sessions.push(session)
    session.send(pdu.response())
    say('bound', { as: pdu.command })
  }
  for (const name of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) session.on(name, bind)
  session.on('submit_sm', pdu => {
    if (throttle > 0) {
      throttle -= 1
      return session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }))
    }
    const id = String(next++)
    session.send(pdu.response({ message_id: id }))
    const { message, udh } = pdu.short_message
    const parts = udh ? (Array.isArray(udh) ? udh : [udh]).map(one => Buffer.from(one).toString('hex')) : []
    say('mt', { id, to: pdu.destination_addr, from: pdu.source_addr, text: String(message), parts,
      coding: pdu.data_coding, receipt: pdu.registered_delivery })
  })
  session.on('enquire_link', pdu => session.send(pdu.response()))
  session.on('unbind', pdu => { session.send(pdu.response()); session.close(); say('unbound', {}) })
  session.on('close', () => { sessions = sessions.filter(one => one !== session); say('closed', {}) })
  session.on('error', error => say('error', { text: String(error) }))
})
server.listen(port, '127.0.0.1', () => say('listening', {}))

function deliver (order) {
  const session = sessions[sessions.length - 1]
  if (!session) return say('answer', { n: order.n, status: -1 })
  let message = order.hex ? Buffer.from(order.hex, 'hex') : order.text
  if (order.udh) message = { udh: Buffer.from(order.udh, 'hex'), message: Buffer.from(order.hex, 'hex') }
  session.deliver_sm({
    source_addr_ton: order.ton === undefined ? 1 : order.ton, source_addr_npi: 1,
    source_addr: order.from, destination_addr: order.to || '1708', short_message: message,
    data_coding: order.coding || 0, esm_class: order.esm || 0
  }, pdu => say('answer', { n: order.n, status: pdu.command_status }))
}

readline.createInterface({ input: process.stdin }).on('line', line => {
  const order = JSON.parse(line)
  if (order.do === 'deliver') deliver(order)
  if (order.do === 'throttle') throttle = order.count
  if (order.do === 'drop') sessions.forEach(one => one.destroy())
}).on('close', () => process.exit(0))
