"""What the drawn layouts say: captions put together of parts, so that thousands of templates share most of their words
and few of their phrases, as forms do."""

from __future__ import annotations

from bench.accuracy.papers.dice import Dice


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


QUALIFIERS = _words(
    "Annual Billing Branch Bulk Carrier Claim Client Close Contract Customs Daily Delivery Deposit Direct "
    "Dispatch Entry Estimated Exit Export Final First Fleet Fuel Gross Guest Handling Home Import Initial "
    "Insured Internal Issue Joint Last Lease Ledger Line Loading Local Loss Main Meter Monthly Net "
    "Opening Order Origin Parcel Partial Payment Plant Policy Port Prior Project Receiving Refund Rental "
    "Repair Reserve Return Route Sales Second Service Site Storage Supplier Survey Tariff Tenant Total "
    "Transit Unit Vendor Warehouse Weekly Yard"
)
NOUNS = _words(
    "address agent allowance amount area balance bay batch branch capacity card cause charge class clerk "
    "code condition contact cost count credit date deadline deduction department depth description "
    "destination discount district document driver duration duty fee form gate grade group holder hour "
    "inspector item key length level licence limit location lot mark measure method mode month name note "
    "notice number office officer operator owner page part party percentage period permit place plate "
    "position price product purpose quantity quota rate reading reason receipt record reference region "
    "remark result room scale schedule seal section serial share shift size source stage stamp standard "
    "state status stock store sum surname term time title tonnage town unit use value vehicle vessel "
    "voucher weight width zone"
)
TITLES = _words(
    "Acceptance Account Admission Advice Agreement Allotment Application Appraisal Booking Card "
    "Certificate Checklist Claim Clearance Confirmation Consignment Declaration Docket Enrolment "
    "Evaluation Inspection Invoice Manifest Memorandum Notice Order Pass Permit Questionnaire Receipt "
    "Record Registration Release Report Request Requisition Return Schedule Slip Statement Summary Tally "
    "Ticket Transfer Voucher Waiver Warrant"
)
FOOTS = (
    "Please keep this {} until the {} has been settled",
    "The {} is void without the {} of the issuing office",
    "Not transferable. See the {} overleaf for each {}",
    "Errors of {} are to be reported within ten days of the {}",
    "Subject to the general conditions for {} and {}",
    "White copy: {}   Yellow copy: {}",
    "For questions about the {} call the {} desk",
    "This {} was issued by machine and is valid without {}",
)
FIRST_CN = _words(
    "收款 付款 购货 销货 发货 收货 装运 入库 出库 经办 审核 申请 登记 检验 测量 投保 承保 "
    "理赔 纳税 开户 结算 合同 订单 项目 工程 设备 车辆 船舶 航班 旅客 住宿 租赁 维修 保养 "
    "采购 配送 仓储 原料 成品 批次 质量 科室 病区 学籍 考试 班级 年度 月度 累计 实收 应付 "
    "预付 代收 垫付 退货 调拨 报关 进口 出口 海关 港口 站点 线路 燃料 水表 电表 燃气 物业"
)
LAST_CN = _words(
    "单位 名称 地址 电话 日期 编号 金额 数量 单价 规格 型号 税率 税额 合计 备注 用途 方式 "
    "期限 状态 类别 等级 人员 姓名 证件 号码 账号 银行 部门 地点 时间 次数 重量 体积 面积 "
    "长度 温度 压力 比例 余额 差额 说明 原因 结果 标准 依据 范围 批号 产地 颜色 包装 件数 "
    "里程 座位 房号 楼层 科目 分数 名次 签名 盖章 附件 份数 页码 版本 来源 去向"
)
TITLES_CN = _words(
    "通知单 申请表 登记表 验收单 结算单 发货单 入库单 出库单 检验报告 收据 凭证 回执 合同书 证明 "
    "审批表 清单 明细表 调拨单 交接单 派工单 对账单 缴费单 报价单 订购单 托运单 考核表 记录表 "
    "统计表 委托书 许可证 通行证 保险单"
)
FOOTS_CN = (
    "本{}一式三联 请妥善保管至{}结清",
    "{}未加盖公章无效 {}以原件为准",
    "对{}有异议者 请于十日内向{}提出",
    "以上{}由经办人填写 {}由审核人核对",
    "凭此{}办理{}手续 过期作废",
)


def caption(dice: Dice, chinese: bool) -> str:
    """A label of two or three parts."""
    if chinese:
        return dice.one(FIRST_CN) + dice.one(LAST_CN)
    label = f"{dice.one(QUALIFIERS)} {dice.one(NOUNS)}"
    return f"{label} {dice.one(NOUNS)}" if dice.happens(0.2) else label


def title(dice: Dice, chinese: bool) -> str:
    """What the paper is called."""
    if chinese:
        return dice.one(FIRST_CN) + dice.one(LAST_CN) + dice.one(TITLES_CN)
    return f"{dice.one(QUALIFIERS)} {dice.one(NOUNS)} {dice.one(TITLES).lower()}"


def foot(dice: Dice, chinese: bool) -> str:
    """A line of small print."""
    if chinese:
        return dice.one(FOOTS_CN).format(dice.one(LAST_CN), dice.one(FIRST_CN))
    return dice.one(FOOTS).format(dice.one(NOUNS), dice.one(NOUNS))


def value(dice: Dice, chinese: bool) -> str:
    """What stands in a field."""
    kinds = (
        lambda: dice.digits(dice.whole(3, 10)),
        dice.date,
        lambda: f"{dice.cents(1, 90000) / 100:.2f}",
        lambda: dice.letters(2) + dice.digits(6),
        dice.person_cn if chinese else dice.person,
        dice.firm_cn if chinese else dice.firm,
        dice.street_cn if chinese else dice.street,
    )
    return dice.one(kinds)()
