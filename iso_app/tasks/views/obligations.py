"""The province's calendar: obligations, agencies' own days, days off, the tasks of a year."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.tasks import policies, queries, services
from iso_app.tasks.forms import EVERY, DayForm, MakeForm, ObligationForm, OwnDateForm
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("obligations", __name__, url_prefix="/nghia-vu")


@bp.get("")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    crumbs((say("Lịch nghĩa vụ"), None))
    return render_template(
        "tasks/obligations.html",
        duties=queries.obligations(),
        every=dict(EVERY),
        year=today().year,
        may_plan=actor().may(policies.PLAN),
        may_set_own=actor().may(policies.OWN_DATES),
    )


@bp.route("/them", methods=["GET", "POST"])
@guarded(policies.PLAN)
def new() -> ResponseReturnValue:
    _crumbs(say("Thêm nghĩa vụ"))
    facts = {"from_year": str(today().year), "notice_days": "30", "moves_off_days": True}
    form = ObligationForm(data=facts).offer(agencies.groups())
    if form.validate_on_submit():
        with form.attempt():
            services.add_obligation(actor(), agencies.province_of(actor()), terms=form.terms())
            flash(say("Đã thêm nghĩa vụ vào lịch của tỉnh."), "success")
            return redirect(url_for(".index"))
    return render_template("tasks/obligation.html", form=form, heading=say("Thêm nghĩa vụ"))


@bp.route("/<int:obligation_id>/sua", methods=["GET", "POST"])
@guarded(policies.PLAN)
def edit(obligation_id: int) -> ResponseReturnValue:
    duty = queries.obligation(obligation_id)
    _crumbs(duty.name)
    form = ObligationForm().offer(agencies.groups())
    form.of(duty)
    if not form.is_submitted():
        form.fill(duty)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(duty)
            services.edit_obligation(actor(), duty, terms=form.terms())
            flash(say("Đã lưu. Việc đã lập giữ nguyên hạn; việc lập sau theo lịch mới."), "success")
            return redirect(url_for(".index"))
    return render_template("tasks/obligation.html", form=form, heading=duty.name)


@bp.route("/<int:obligation_id>/ngay-rieng", methods=["GET", "POST"])
@guarded(policies.OWN_DATES)
def own_dates(obligation_id: int) -> ResponseReturnValue:
    duty = queries.obligation(obligation_id)
    _crumbs(say("Ngày riêng của cơ quan"))
    form = OwnDateForm().offer(queries.agencies_of_today())
    if form.validate_on_submit():
        with form.attempt():
            services.set_own_date(
                actor(), duty, agency_id=int(form.agency_id.data), reason=form.reason.data, **form.facts()
            )
            flash(say("Đã đặt ngày riêng."), "success")
            return redirect(url_for(".own_dates", obligation_id=obligation_id))
    return render_template("tasks/own_dates.html", form=form, duty=duty, dates=queries.own_dates_of(duty))


@bp.post("/<int:obligation_id>/ngay-rieng/<int:agency_id>/bo")
@guarded(policies.OWN_DATES)
def remove_own_date(obligation_id: int, agency_id: int) -> ResponseReturnValue:
    services.remove_own_date(actor(), queries.existing_own_date(obligation_id, agency_id))
    flash(say("Đã bỏ ngày riêng."), "success")
    return redirect(url_for(".own_dates", obligation_id=obligation_id))


@bp.route("/lap-viec/<int:year>", methods=["GET", "POST"])
@guarded(policies.PLAN)
def make(year: int) -> ResponseReturnValue:
    _crumbs(say("Lập việc năm {year}", year=year))
    province = agencies.province_of(actor())
    form = MakeForm(data={"since": request.args.get("since", "today")})
    since = form.day(year, today())
    if form.validate_on_submit():
        with form.attempt():
            count = services.ask_for_year(actor(), province, year=year, since=since)
            flash(_told(count, year), "success")
            return redirect(url_for(".make", year=year, since=form.since.data))
    return render_template(
        "tasks/make.html",
        form=form,
        year=year,
        this_year=today().year,
        lines=queries.preview(province.id, year, since),
        run=queries.run_of(year),
    )


@bp.route("/ngay-nghi/<int:year>", methods=["GET", "POST"])
@guarded(policies.READ)
def days_off(year: int) -> ResponseReturnValue:
    _crumbs(say("Ngày nghỉ năm {year}", year=year))
    province = agencies.province_of(actor())
    form = DayForm()
    if form.validate_on_submit():
        with form.attempt():
            services.add_day(
                actor(),
                province,
                day=form.day.data or today(),
                name=form.name.data,
                is_worked=form.kind.data == "worked",
            )
            flash(say("Đã thêm ngày vào lịch."), "success")
            return redirect(url_for(".days_off", year=year))
    return render_template(
        "tasks/days_off.html",
        form=form,
        year=year,
        days=queries.days_off(year, province.id),
        may_plan=actor().may(policies.PLAN),
    )


@bp.post("/ngay-nghi/<int:year>/lay")
@guarded(policies.PLAN)
def take_holidays(year: int) -> ResponseReturnValue:
    count = services.take_public_holidays(actor(), agencies.province_of(actor()), year=year)
    flash(say("Đã thêm {count} ngày vào lịch năm {year}.", count=count, year=year), "success")
    return redirect(url_for(".days_off", year=year))


@bp.post("/ngay-nghi/bo/<int:day_off_id>")
@guarded(policies.PLAN)
def remove_day(day_off_id: int) -> ResponseReturnValue:
    day = queries.day_off(day_off_id)
    year = day.day.year
    services.remove_day(actor(), day)
    flash(say("Đã bỏ ngày khỏi lịch."), "success")
    return redirect(url_for(".days_off", year=year))


def _told(count: int | None, year: int) -> str:
    if count is None:
        return say("Đang lập việc năm {year}. Bạn có thể rời trang này; khi xong sẽ có thông báo.", year=year)
    return say("Đã lập {count} việc năm {year}.", count=count, year=year)


def _crumbs(here: str) -> None:
    crumbs((say("Lịch nghĩa vụ"), url_for(".index")), (here, None))
