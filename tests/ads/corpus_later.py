"""Texts of our own writing from after the weights were learned: what the detector makes of the unseen."""

LATER = """
宝子们，我跟着一位师姐做好物分享三个月了，上个月到手六千多，想学的来找我，不收学费
手里有一批出口转内销的羽绒服，质量杠杠的，一件也是批发价，要的私信发图
家里老人腰腿疼的看过来，我爸贴了这个膏药半个月就能下楼了，需要的找我拿
带货新手训练营明早开课，零基础可学，还剩四个位置，报名加助教微信
本人专业修电脑装系统，上门三十起，常年有效，电话13988776655
我们工作室接毕业设计、PPT美化、问卷代填，价格实惠，先看样稿再付款
老妹儿开了家美甲店，开业前三天五折，地址在我朋友圈，欢迎捧场
每天动动手指看几条短视频，一周提现两百多，邀请码 8K3Q9，填了有新人红包
想买保险不知道怎么选？免费帮你做家庭保障方案，加我聊聊
专做欧洲小包专线，七天妥投，有货的老板联系，量大从优
您好，您在我司的积分可兑换空气炸锅一台，请添加客服微信 jfdh6688 登记地址
宝妈群友们，孩子挑食不长个试试这款钙铁锌，厂家活动买二送一，截单今晚十点
出大额车队，稳定三天不冻，公群可查，上押来谈
日本静态ip，手机住宅，养号专用，按月付，测试免费
收各平台实名号，价格当面议，来的留联系方式
代投海外广告，包户包审核，黑五类可跑，需要的飞机联系 @adsrunner77
一手东南亚真人粉，棋牌体育都能做，先测后买
短信通道，金融菜都能发，到达率九成，@smsking_01
4471 9023 嫩妹 加口
HKP482小少妇 看名字
Hi everyone, I just uploaded my first cover, would mean the world if you subscribe to my channel!
Who wants to earn from home? I made $840 last week just rating hotels, ask me how
My trader doubled my account again, contact Mrs Wilson on WhatsApp +1 305 555 0188
First 50 members get lifetime VIP signals for $20, link in my bio
Your parcel could not be delivered because of a missing house number, update it at dhl-track-fee.info
Final notice: your vehicle warranty is about to expire, call 1-800-555-0123 now
Get 1000 real Instagram followers for $5, instant delivery
Presale is live! 200x gem, liquidity locked, buy before listing https://t.me/+AbCdEf123
Dear customer, your account will be suspended today, verify at secure-login-bank.co
Horny and alone tonight, my private cam is free, click the link
Друзья, ищу двух человек на удалёнку, занятость пара часов, от 70 долларов в день, за подробностями в личку
Помогу заработать на разнице курсов, обучаю бесплатно, беру процент только с прибыли, пишите +
Закрытый клуб ставок, вчера зашло 9 из 10, ссылка в профиле
Делаю карточки для вайлдберриз, недорого и быстро, портфолио в личке
Продаю курс по нейросетям за полцены, доступ навсегда, пишите в лс
Девушки вашего города без регистрации, заходи @meet_city_bot
Оформим займ до 100 000 на карту без проверки кредитной истории
Набор курьеров, выплаты каждый день, от 5000 за смену, пиши @job_fast22
""".strip().splitlines()
"""Adverts written after the weights were learned: soft pitches, supply and demand, English, Russian."""

LATER_HAM = """
谁有上次那家卖羽绒服的微信，我妈想买一件
我姐做直播带货亏了两万，劝大家别跟风
问一下，报带货训练营是不是智商税
这膏药贴了没用，能退吗
老师说报名费一百五，交给班长就行，转她微信
修电脑那个师傅电话是13988776655，人不错
我朋友圈里十个有八个在卖面膜
有没有人用过这款钙片，宝宝能吃吗
今晚十点截单是说团购吗？我还没付钱
美甲多少钱一次，要提前约吗
问卷麻烦填一下，毕业设计用的，两分钟 https://www.wjx.cn/vm/abc123.aspx
您的快递因地址不详暂存网点，请联系派件员13700112233
物业：请三号楼业主来前台登记车牌
工行：您尾号3321账户1月5日支出188.00元，余额2031.55元
服务器续费一年八百，要不要换一家
这个静态ip多少钱一个月？公司要用
群公告：代刷、接码、卖号一律踢，举报有奖
他说跑分一天能赚两千，我把他拉黑了
刚来的不要发二维码，先看置顶的群规
取件码 4471 9023，帮我拿一下快递
HKP482 这班高铁还有票吗
主播小姐姐唱歌真好听
just subscribed, your covers are lovely
does anyone know a reliable mechanic? my warranty expired last month
my parcel is late again, the tracking says missing house number, what do I do
I rated the hotel two stars, the wifi was terrible
is the VIP ticket worth it for the concert?
the bank suspended my card because I was travelling, took an hour on the phone
how many followers do you have now?
don't buy that presale, it is a rug pull
ищу удалённую работу, кто-нибудь нанимает дизайнеров?
вчера 9 из 10 задач решили, осталась последняя
сколько стоит курс и есть ли рассрочка?
курьер приехал на час позже, но вежливый
девушки, посоветуйте хорошего парикмахера в нашем городе
кредит не одобрили, банк не объяснил почему
пиши в личку, скину фотографии с выставки
мошенники опять обещают заработок на курсах валют
""".strip().splitlines()
"""Ordinary messages about the same things, written with them."""
