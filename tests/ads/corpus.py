"""Texts of our own writing: the floor that the detector may not fall through, data folder or not.

None of them is in the training parts as it stands; families are kept apart so that a failure names one.
"""

ADVERTS = """
宝妈在家带娃也能做，每天两小时，日结一百多，想了解加薇信 lanlan8872
诚招抖音点赞员，一单三元，做满十单立结，有兴趣的滴滴我进群
急用钱看过来，身份证就可以办理，额度三到二十万，当天到账，电话13912345678
信用卡套现、花呗秒回款，手续费低，联系V：ka8899bb
北京赛车计划群，导师一对一带单，昨天带的都回血了，进群备注来意 83920117
首存送88，天天返水，提现秒到账，注册网址 www.jb7788.vip
同城上门，学生兼职，照片真实可选，加q 2938475610 验证888
大量收微信老号，价格美丽，量大从优，飞机联系 @haoshang88
代开各类发票，可查验，先开后付，咨询13698765432
学历提升，免考大专本科，学信网可查，名额有限，加老师微信 xl66012
莆田一手货源，鞋子包包手表全有，免费代理，一件代发，加V shoes5566
淘宝内部优惠券群，每天更新上百款，自用省钱分享赚钱，点链接进 https://t.cn/Aq1bcd
免费推荐三只涨停牛股，进群领取，老师每天早盘指导，扫码添加助理
USDT高价回收，秒结算，长期合作，电报 @usdt_boss88
王者代练，上王者包赢，价格便宜，信誉保证，需要的私聊
低价出原神号，满命雷神，带价来，可走平台中介
滨江新盘，地铁口两房总价仅80万起，看房专车接送，售楼热线 0571-88996655
少儿英语寒假班火热招生，名师小班，试听课9.9元，报名热线13800001111
减肥茶月瘦二十斤不反弹，无效退款，加微信jf52013
家人们，新开的水果店盛大开业，全场五折，还送鸡蛋，地址人民路88号
手机兼职，一部手机日赚三百，不收任何费用，看我头像加我
拉新平台首码上线，零撸，注册就送，扶持拉满，对接各团队长
收四件套，对公户，价格高，走担保，有货的老板来
专业群控软件，自动加粉拉群，防封，免费试用，咨询qq 778899001
帮忙投票，一票两块，进群看教程 群号 556677889
各位老板，需要茅台五粮液的联系我，支持鉴定，假一赔十，v信 jiu99887
新开传奇私服，上线送满级，一刀999，下载地址 cq9988.com
办理pos机，费率0.5，秒到账，免费包邮到家，加微 pos7788
寂寞少妇找哥哥聊天，视频裸聊，加q群看更多 99887766
彩金送不停，棋牌捕鱼真人视讯，应有尽有，下载app领68元 qp668.cc
招募主播，底薪八千加提成，无经验可培训，报名加微信 zb2233
出租微信号一天80，当天结算，不封号，有意加我
全网最低价视频会员，爱奇艺腾讯优酷年卡，自助下单 vip.km88.top
装修公司免费上门量房设计，现在签约送家电，电话 400-8889999
恭喜您获得5000元备用金额度，点击领取 dk.jr66.cn 退订回T
""".strip().splitlines()

EVASIONS = """
加薇❤️领返利 vx12345
發(fā)廣告加微信
佳v芯 a l i 8 8 6 6 领 红 包
➕薇 xiaomei520 看 片
兼.职.日.结，+ V：jz99887
𝐯𝐱：𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎 日赚三百
威信 hongbao888 进裙领福利
扣扣裙 ⑧⑧⑥⑥⑤⑤④④ 刷單返俐
JIA WEI XIN ling hong bao vx66778
刷\u200b单\u200b日\u200b结 加\u200b我\u200b微\u200b信
弓长老板 高价收号 力口微 sh8899
dai款秒到账，征信花也可以，佳薇 kk5566
薅羊毛裙，每天免废领紅苞，进峮 壹叁伍柒玖贰肆
點 這 裡 看 片 → www.abc77点com
缺钱的来，无抵押贷款，電話 一三八零零一三八零零零
约🔥炮🔥同🔥城🔥上🔥门，加Ｑ ２３４５６７８９０
лучший casino bonus, deposit now → t.me/+abcdEF
C.r.y.p.t.o s1gnals fr33, d0uble y0ur m0ney, t.me/moonclub88
菠.菜 平台 首充送58 薇❤: bc7766
号信微加，单刷职兼，元百三赚日
""".strip().splitlines()

ENGLISH = """
Earn $500 a day from home, no experience needed, DM me on telegram @cashking88
FREE crypto signals, 95% win rate, join our VIP channel https://t.me/+Qw3rTy
Congratulations! You have won a $1000 gift card, claim it now at bit.ly/3xYz9
Hot girls near you want to chat, click www.meetnow77.com
Instant loan approved, no credit check, WhatsApp +14155550123
Double your bitcoin in 24 hours, minimum deposit 0.01 BTC, contact @btc_doubler
Online casino 200% bonus, free spins, no deposit, play now spin88.vip
Cheap followers and likes, instant delivery, order now at smmpanel99.com
We are hiring remote workers, 2 hours a day, $200 daily, message me in private
Claim your free airdrop tokens now, connect your wallet at claim-drop.xyz
Заработок от 5000 рублей в день, без опыта, пиши в личку
Набираю людей в команду, доход от 300$ в неделю, нужен только телефон, жду в лс
""".strip().splitlines()

HAM = """
有事问企业微信客服
这个链接是广告吗?
这件多少钱，包邮吗
老板，苹果怎么卖的，给我留一箱
发票可以开吗，抬头写我们公司
上次买的面膜还有货吗
退款怎么还没到账，都三天了
优惠券怎么用不了，显示过期了
课程多少钱一节，可以先试听吗
请问怎么报名，报名费多少
群规：禁止发广告、刷屏、兼职刷单，违者移出
群里又有人发刷单广告，管理员处理一下
大家小心，加微信说带你赚钱的都是骗子
网上说日入三千的兼职你也信？
收到个短信说我有五万额度，是不是诈骗
您的验证码是 482913，五分钟内有效，请勿告诉他人
【菜鸟】您的快递已到南门驿站，取件码 6-2-3018
收货地址：文三路 256 号 3 幢 502，电话 13612345678，李明
我电话 13712345678，到了给我打
我微信换了，新的是 liming1990，麻烦备注一下
你加我微信吧，我把文件发你
加我一下，拉我进家长群
作业发到 wanglaoshi@163.com，截止周五晚上
腾讯会议 345-678-901，密码 1234，两点开始
明天家长会，下午两点，三年二班教室
今天股票又绿了，亏了两千
比特币跌破六万了，还好没买
房贷利率又降了，你们去改了吗
公积金贷款要准备什么材料
周末有人一起打王者吗，差一个辅助
这皮肤多少钱，值得买吗
我号被盗了，找客服要什么资料
服务器 ip 发我一下，我进不去
代码在 https://github.com/psf/requests 里，你看看 README
文档看这里 https://docs.python.org/3/library/re.html
b站这个视频讲得好 https://www.bilibili.com/video/BV1xx411c7mD
我今天兼职好累啊，站了一天
暑假想去打工，有人知道哪里招人吗
求推荐靠谱的装修公司，别是骗子
附近哪个驾校好，学车多少钱
红包抢慢了，只抢到三毛
谢谢老板的红包，恭喜发财
晚上吃火锅吗，那家打八折
超市鸡蛋 5.8 一斤，比上周贵
每人 80 块饭钱，转我微信就行
打麻将输了两百，不玩了
彩票又没中，白花十块
我妈又被卖保健品的骗了两千
你们的发货时间是多久，急用
客服电话多少，我打不通
怎么取消自动续费，扣了我 25 块
游戏充了 648，抽了个寂寞
她直播卖货卖了一晚上
小区停水通知：周三上午九点到下午五点
体温 36.5，已打卡
第 3 组 12 个人，9 点集合
订单号 20260302123456789 帮我查一下物流
我在人民广场 2 号口等你
生日快乐！晚上请你吃饭
哈哈哈哈笑死我了
收到，谢谢
好的，明天见
那家美容院别去，办卡后就跑路了
老师，孩子今天请假，发烧 38.5
地铁 2 号线坏了，改坐公交吧
这题选 C，答案在第 45 页
论文查重 12%，可以交了吗
高铁票没抢到，只剩商务座
""".strip().splitlines()

ENGLISH_HAM = """
how much is the blue one, and do you ship to Canada?
is this link safe or is it an ad?
please don't post ads here, see rule 3
someone offered me a crypto investment, it looks like a scam
your verification code is 482913, do not share it
can you send me the free sample you mentioned
I lost $200 on that stock, never again
the build fails, log is at https://github.com/org/repo/actions/runs/123
call me when you land, my number is +1 415 555 0123
we're hiring a backend engineer, the job description is on our site
who wants to play tonight, need two more
lunch is on me, see you at 12
the package was delivered to the front desk
how do I win at poker against good players
my salary is 3000 and rent is 1200, is that ok?
thanks, got the money, that's all settled
привет, сколько стоит доставка?
не переходите по этой ссылке, это мошенники
спасибо, деньги получил, всё в порядке
""".strip().splitlines()

HARD_HAM = """
请问这款蛋糕六寸的多少钱，可以送到阳光小区吗
老板娘，两箱牛奶多少钱，微信转你
您好，我想咨询一下钢琴课怎么收费
请问雅思班多少钱一期，周末有课吗
这个优惠券怎么领，我点进去显示已抢光
提现一直不到账怎么回事，客服也不回
群里有人卖课吗，我就问问价格
元宝现在什么比例啊，好久没玩了
群规第三条：不得发布任何形式的广告，包括但不限于兼职、贷款、代购，一经发现立即移出
群公告：本群禁止转发砍价、助力、兼职、贷款、投票等链接，禁止拉群，违者移出群聊。
各位群友：发广告前请先发红包并征得群主同意
大家注意，刷单、跑分、出租银行卡都是违法的
有没有加微信领红包那种骗局的截图，我发给我妈看看
昨天收到短信说我可以贷款二十万，点了链接会不会中毒
这个兼职靠谱吗，有没有人做过，会不会是骗子
麻烦群主把发广告的那个人移出去
【招商银行】您尾号8812的信用卡消费人民币256.00元
【美团】验证码 482913，5分钟内有效，请勿泄露
验证码 771820，您正在办理宽带续约业务，工作人员不会索取
【顺丰】您的快件SF1399482771已由前台代收
您的快递已放在菜鸟驿站，取件码 8-2-3391，请及时领取
订单已提交，预计明日送达，骑手电话13900000000
订单号 20260302113344 还没发货，帮我催一下
尊敬的业主，3月5日上午9点至下午5点停水，请提前储水
您预约的3月2日内科门诊已确认，请提前30分钟取号
收件人 陈晓 13700001111 浙江省宁波市海曙区中山西路88号2单元501
我把新房地址发你：滨江区江南大道228号银泰城2幢1单元1803，陈女士18812340000
张经理电话13812345678，你直接联系他拿合同
我的微信号就是手机号，你加我一下，备注小区名
谁有张师傅的微信？空调坏了
我的QQ是384759283，加我传作业
请各位家长把学费转到学校对公账户，账号见通知书
下午三点前转账的都已登记，没转的抓紧，每人85
公司注册需要什么材料，自己去工商局办可以吗
发票抬头是杭州某某科技有限公司，税号稍后发你
朋友推荐的理财亏了三万，千万别碰
我们公司招前端，有内推码，需要的话简历发我邮箱
Can I get a refund for order 58213? It never arrived.
Your OTP is 829113. Do not share it with anyone.
Rule 4: no advertising, no crypto promotion, no invite links.
The deposit is due Friday, send it to the club account
Подскажите, сколько стоит доставка до Казани?
Правила группы: реклама и ссылки запрещены
Сколько сейчас платят курьерам?
""".strip().splitlines()
"""Customers, rules that quote adverts, codes, orders, addresses, referrals: what the careless remove."""
