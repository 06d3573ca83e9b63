"""Made-up names: what the dice choose from."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS = _words("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")
GIVEN = _words(
    "Adela Bruno Clara Dorian Edith Felix Greta Hugo Ines Jonas Klara Lucian Mira Nolan Odette Pascal Quentin Rosa "
    "Silvan Thea Ulrich Vera Wendel Xenia Yorick Zelda Marlene Theodore Annelise Bartholomew"
)
FAMILY = _words(
    "Amberley Brook Carrow Dunmore Ellwood Fairley Garrick Hartwell Ingram Jessop Kestrel Lorimer Marchetti Norwood "
    "Oakhurst Penrose Quill Ravensdale Sandoval Thackeray Underhill Valmont Westbrook Yardley Zimmer Holloway-Finch"
)
TOWNS = (
    *_words(
        "Ambleford Brackenridge Calderwick Dunhaven Elmstead Fernley Gorsewell Harrowgate Ivybridge Kelmsbury "
        "Larkhill Merrowdale Northwold Oakminster Pellworth Quarrington Ravenscar Saltmarsh Thornbury Wexmoor"
    ),
    "Port Elder",
    "St Orrin",
    "Upper Tidewell",
    "Little Marston",
)
STREETS = (
    "Lantern Street",
    "Old Quay Road",
    "Mill Lane",
    "Orchard Rise",
    "Harbour Terrace",
    "Quarry Hill",
    "Weavers Walk",
    "Foundry Crescent",
    "Sycamore Grove",
    "Station Parade",
    "Tannery Yard",
    "Beacon Avenue",
)
TRADES = _words("Logistics Trading Foods Instruments Textiles Printing Electrical Timber Catering Chemicals")
FORMS = _words("Ltd GmbH Inc LLP BV SA")
GOODS = (
    "Oat biscuits 400g",
    "Whole milk 1L",
    "Green apples",
    "Rye bread sliced",
    "Dish soap lemon",
    "AA batteries 4pk",
    "Ground coffee",
    "Butter unsalted",
    "Tomato passata",
    "Paper towels 2x",
    "Sparkling water",
    "Cheddar mature",
    "Basmati rice 1kg",
    "Dark chocolate",
    "Olive oil 500ml",
    "Bananas loose",
    "Wool socks grey",
    "Notebook A5 ruled",
)
GOODS_CN = _words(
    "鲜牛奶 全麦面包 青苹果 矿泉水 洗洁精 五号电池 拿铁咖啡 无盐黄油 番茄酱 "
    "抽纸 苏打水 奶酪片 东北大米 黑巧克力 橄榄油 香蕉 羊毛袜 笔记本"
)
PARTS = (
    "Bearing 6204-2RS",
    "Hex bolt M8x40 zinc",
    "Hydraulic hose 12mm",
    "Cable gland PG16",
    "Filter cartridge F7",
    "Gasket set type B",
    "Relay 24V 10A",
    "Steel bracket 90",
    "Pressure gauge 0-6",
    "LED panel 600x600",
    "Drive belt A42",
    "Solenoid valve 1/2",
)
FAMILY_CN = _words("林 秦 欧阳 谷 闻人 苏 江 司徒 许 管 沈 顾 陆 温 柳 程 夏 贺 邵 田")
GIVEN_CN = _words("若溪 牧 文澜 雨晴 海棠 怀瑾 临舟 静姝 知远 清和 鹤鸣 明远 书瑶 子衿 思源 一帆 嘉禾 慕白 景行 望舒")
TOWNS_CN = (
    ("云江", "Yunjiang"),
    ("青岚", "Qinglan"),
    ("南溪口", "Nanxikou"),
    ("稻香", "Daoxiang"),
    ("长亭北", "Changtingbei"),
    ("白鹭洲", "Bailuzhou"),
    ("松石", "Songshi"),
    ("望海东", "Wanghaidong"),
    ("明月湾", "Mingyuewan"),
    ("石桥", "Shiqiao"),
    ("临津", "Linjin"),
    ("花溪", "Huaxi"),
    ("北岭", "Beiling"),
    ("碧河", "Bihe"),
    ("鹤山南", "Heshannan"),
)
STREETS_CN = _words(
    "桂花路 学府街 帆影大道 溪口路 文昌路 南门外大街 白鹭湾大道 长亭路 松石巷 稻香大道 河滨中路 东湖西路"
)
BRANDS_CN = _words("青羽 海桐 明川 远山 禾木 北斗星 金穗 云帆 同心 博雅 瑞丰 晨曦")
TRADES_CN = _words("物流 贸易 食品 仪器 纺织 印务 电气 木业 餐饮 化工 科技 商贸")
BRANDS = (
    "HARBOUR FRESH MARKET",
    "LANTERN & LOAF",
    "GREENWAY STORES",
    "NORTHWOLD PANTRY",
    "BLUE KETTLE CAFE",
    "TIDEWELL HARDWARE",
    "ORCHARD LANE GROCERS",
    "COPPER PAN DINER",
    "FERNLEY PHARMACY",
    "MILLSTONE BAKERY",
)
LINES = (
    "ORRIN COAST RAIL",
    "CALDER VALLEY LINES",
    "NORTH SEA FERRIES",
    "ELMSTEAD TRANSIT",
    "MERROW AIRWAYS",
    "KESTREL AIR",
    "SALTMARSH SHUTTLE",
    "LARKHILL COACHES",
)
REMARKS = (
    "Doors close 5 minutes before departure",
    "Spring timetable in force until 28 May",
    "New: pay by phone at every gate",
    "Works at Fernley, allow 20 minutes more",
    "Thank you for travelling off-peak",
    "Lost property is kept for ninety days",
    "Card readers may be out of service",
    "Ask our staff about the autumn offer",
)
REMARKS_CN = (
    "春运期间请提前到站",
    "关注公众号领取优惠券",
    "中秋快乐阖家团圆",
    "本站三号检票口临时关闭",
    "冬季运行图已启用请留意",
    "新用户首单立减五元",
    "请保管好随身物品",
    "会员日每月十八日双倍积分",
)
