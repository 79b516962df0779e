// The official Wechaty gateway (PuppetServer) around a PuppetMock that the test directs: one JSON command a line
// on stdin, one JSON answer or report a line on stdout. See puppet.py for the commands as Python sees them.
//
// PuppetMock leaves many calls empty (roomDel, roomAdd, roomAnnounce, cards, recalls); here they change the mocked
// rooms and emit what the platform would.
import { createInterface } from 'node:readline'
import { PuppetServer } from 'wechaty-puppet-service'
import { PuppetMock, mock } from 'wechaty-puppet-mock'
import { log, types } from 'wechaty-puppet'
import { FileBox } from 'file-box'

log.level('silent')
const KIND = types.Message
const tell = line => process.stdout.write(JSON.stringify(line) + '\n')
const wait = ms => new Promise(resolve => setTimeout(resolve, ms))

class StagedPuppet extends PuppetMock {
  cards = new Map() // message id → what a link, mini program or contact message carries
  faults = [] // {method, id?, message?, hang?, delay?, times}, first match wins
  calls = {} // how often each method was called
  sent = 0

  /** Stand in for a platform that fails, hangs or dawdles in one call. */
  async meet (method, id) {
    this.calls[method] = (this.calls[method] || 0) + 1
    const at = this.faults.findIndex(f => f.method === method && (f.id === undefined || f.id === id))
    if (at < 0) return undefined
    const fault = this.faults[at]
    if (fault.times !== undefined && --fault.times <= 0) this.faults.splice(at, 1)
    if (fault.delay) await wait(fault.delay)
    if (fault.hang) await new Promise(() => {})
    if (fault.message) throw new Error(fault.message)
    return fault.answer
  }

  async messagePayload (id) {
    await this.meet('messagePayload', id)
    return super.messagePayload(id)
  }

  async messageRawPayload (id) {
    return { ...await super.messageRawPayload(id) }
  }

  async messageUrl (id) {
    return await this.meet('messageUrl', id) ?? this.cards.get(id)
  }

  async messageMiniProgram (id) {
    return await this.meet('messageMiniProgram', id) ?? this.cards.get(id)
  }

  async messageImage (id) {
    await this.meet('messageImage', id)
    return FileBox.fromBase64(this.cards.get(id), 'picture.png')
  }

  async messageContact (id) {
    return await this.meet('messageContact', id) ?? this.cards.get(id)
  }

  async roomList () {
    await this.meet('roomList')
    const rooms = await super.roomList()
    return rooms.filter(id => this.mocker.roomPayload(id).memberIdList.includes(this.currentUserId))
  }

  async roomPayload (id) {
    await this.meet('roomPayload', id)
    return this.mocker.roomPayload(id)
  }

  async roomMemberList (id) {
    const answer = await this.meet('roomMemberList', id)
    return answer ?? [...await super.roomMemberList(id)]
  }

  async roomMemberPayload (roomId, id) {
    await this.meet('roomMemberPayload', id)
    const { name, avatar, nicks = {} } = this.mocker.contactPayload(id)
    return { id, name, avatar, roomAlias: nicks[roomId] || '' }
  }

  async contactPayload (id) {
    await this.meet('contactPayload', id)
    return this.mocker.contactPayload(id)
  }

  async messageSendText (conversation, text, mentions = []) {
    await this.meet('messageSendText', conversation)
    const id = `sent-${++this.sent}`
    const place = conversation.includes('@') ? { roomId: conversation } : { listenerId: conversation }
    this.post({ id, by: this.currentUserId, text, mentions, ...place })
    tell({ performed: 'say', to: conversation, text, mentions, id })
    return id
  }

  async roomAnnounce (room, text) {
    await this.meet('roomAnnounce', room)
    if (text === undefined) return this.notice || ''
    this.notice = text
    tell({ performed: 'announce', to: room, text })
    return undefined
  }

  async roomDel (room, member) {
    await this.meet('roomDel', room)
    tell({ performed: 'remove', to: room, member })
    this.leave({ room, members: [member], by: this.currentUserId })
  }

  async roomAdd (room, member) {
    await this.meet('roomAdd', room)
    tell({ performed: 'invite', to: room, member })
    this.join({ room, members: [member], by: this.currentUserId })
  }

  post ({ id, by, text = '', kind = 'Text', at = Date.now(), mentions = [], card, quiet, ...place }) {
    if (card !== undefined) this.cards.set(id, card)
    const type = typeof kind === 'number' ? kind : KIND[kind]
    this.mocker.MessageMock.create({ id, talkerId: by, text, type, timestamp: at, mentionIdList: mentions, ...place })
    if (!quiet) this.emit('message', { messageId: id })
  }

  join ({ room, members, by, quiet, at = Date.now() }) {
    const list = this.mocker.roomPayload(room).memberIdList
    list.push(...members.filter(id => !list.includes(id)))
    if (!quiet) this.emit('room-join', { inviteeIdList: members, inviterId: by, roomId: room, timestamp: at })
  }

  leave ({ room, members, by, quiet, at = Date.now() }) {
    const payload = this.mocker.roomPayload(room)
    payload.memberIdList = payload.memberIdList.filter(id => !members.includes(id))
    if (!quiet) this.emit('room-leave', { removeeIdList: members, removerId: by, roomId: room, timestamp: at })
  }
}

const [endpoint, token, tls] = process.argv.slice(2)
const mocker = new mock.Mocker()
const puppet = new StagedPuppet({ mocker })

const commands = {
  async reset () {
    if (puppet.isLoggedIn) await puppet.logout('reset')
    for (const kept of [mocker.ContactMock.pool, mocker.RoomMock.pool, mocker.MessageMock.pool,
      mocker.cacheContactPayload, mocker.cacheRoomPayload, mocker.cacheMessagePayload, puppet.cards]) kept.clear()
    puppet.cache.clear()
    puppet.faults.length = 0
    puppet.calls = {}
  },
  contact: ({ id, name, friend = true, nicks }) => mocker.createContact({ id, name, friend, nicks }),
  renameContact: ({ id, name }) => { mocker.contactPayload(id).name = name },
  pass: ({ ms }) => wait(ms),
  room: ({ id, topic, members, owner = '', admins = [] }) =>
    mocker.createRoom({ id, topic, memberIdList: members, ownerId: owner, adminIdList: admins }),
  login: ({ id }) => puppet.login(id),
  logout: () => puppet.logout('the phone said so'),
  async sleep () {
    const id = puppet.currentUserId
    await puppet.stop()
    puppet.once('start', () => puppet.login(id))
  },
  scan: ({ code, status = 2 }) => mocker.scan(code, status),
  ready: () => puppet.emit('ready', { data: 'ready' }),
  dirty: ({ kind, id }) => puppet.emit('dirty', { payloadType: types.Payload[kind], payloadId: id }),
  post: message => puppet.post({ ...message, roomId: message.room }),
  whisper: ({ to, ...message }) => puppet.post({ ...message, listenerId: to }),
  again: ({ id }) => puppet.emit('message', { messageId: id }),
  join: command => puppet.join(command),
  leave: command => puppet.leave(command),
  rename ({ room, topic, by, quiet, at = Date.now() }) {
    const payload = mocker.roomPayload(room)
    const oldTopic = payload.topic
    payload.topic = topic
    if (!quiet) {
      puppet.emit('room-topic', { changerId: by, newTopic: topic, oldTopic, roomId: room, timestamp: at })
    }
  },
  emit: ({ event, payload }) => puppet.emit(event, payload), // anything at all, as a broken puppet might
  fault: ({ op, n, ...fault }) => puppet.faults.push(fault),
  mend: () => { puppet.faults.length = 0 },
  calls: () => puppet.calls,
  // `count` messages over `rooms` rooms as fast as they go: text is the number within the room
  async burst ({ rooms, by, count, tag = '' }) {
    const next = rooms.map(() => 0)
    for (let n = 0; n < count; n++) {
      const which = (n * 7 + (n >> 3)) % rooms.length
      const id = `burst${tag}-${rooms[which]}-${next[which]}`
      puppet.post({ id, by, text: String(next[which]++), roomId: rooms[which] })
      if (n % 100 === 99) await wait(0)
    }
  },
}

puppet.on('error', () => {}) // staged errors must not end the process
const secrets = tls ? JSON.parse(tls) : { disable: true }
await new PuppetServer({ endpoint, puppet, token, tls: secrets }).start()
await puppet.start()
tell({ up: endpoint })

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  try {
    const answer = await commands[command.op](command)
    tell({ n: command.n, answer: command.op === 'calls' ? answer : null })
  } catch (error) {
    tell({ n: command.n, error: String(error) })
  }
}
process.exit(0)
