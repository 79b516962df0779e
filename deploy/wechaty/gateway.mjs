// A Wechaty gateway for one WeChat account: the official PuppetServer around the puppet you chose.
// 一个微信号的 Wechaty 网关：官方 PuppetServer 加上你选的 puppet。See README.md beside this file.
import { readFileSync } from 'node:fs'
import { PuppetServer } from 'wechaty-puppet-service'

const need = name => {
  if (process.env[name]) return process.env[name]
  console.error(`${name} is not set; see deploy/wechaty/README.md / 没有设置 ${name}`)
  process.exit(1)
}

const { default: Puppet } = await import(need('WECHATY_PUPPET'))
const token = need('WECHATY_PUPPET_SERVICE_TOKEN')
const endpoint = process.env.GATEWAY_LISTEN || '0.0.0.0:8788'
const folder = process.env.GATEWAY_TLS // with server.pem and server.key of certificate.sh; without it plain text
const tls = folder
  ? { serverCert: readFileSync(`${folder}/server.pem`, 'utf8'), serverKey: readFileSync(`${folder}/server.key`, 'utf8') }
  : { disable: true }

const puppet = new Puppet()
puppet.on('error', error => console.error('puppet error / puppet 出错', error?.gerror ? 'see the puppet\'s own log' : error))
await new PuppetServer({ endpoint, puppet, tls, token }).start()
console.info(`the gateway listens on ${endpoint}, ${folder ? 'TLS' : 'plain text'} / 网关已启动`)
await puppet.start()
