"""The posts of a province or an agency."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.accounts import policies, queries, services
from iso_app.accounts.forms import HolderForm, NewPostForm, PostEndForm, PostForm
from iso_app.accounts.models import Post
from iso_app.accounts.tables import POSTS
from iso_app.accounts.views import shown
from iso_app.core.policy import require
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

bp = Blueprint("posts", __name__, url_prefix="/vi-tri")


@bp.get("/")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    page = POSTS.page(queries.posts())
    if export.wanted():
        return export.answer(page)
    crumbs((say("Vị trí"), None))
    return render_template("accounts/posts.html", page=page, may_add=bool(policies.may_give(actor())))


@bp.route("/them", methods=["GET", "POST"])
@guarded(policies.MANAGE)
def new() -> ResponseReturnValue:
    require(policies.may_give(actor()))
    crumbs((say("Vị trí"), url_for(".index")), (say("Thêm vị trí"), None))
    form = NewPostForm(data=shown.prefilled(request.args))
    form.offer(actor())
    if form.validate_on_submit():
        with form.attempt():
            post = services.create_post(
                actor(),
                agency_id=form.agency_id.data,
                role=form.role.data,
                title=form.title.data,
                valid_from=form.valid_from.data,
            )
            flash(say("Đã thêm vị trí."), "success")
            return redirect(url_for(".show", post_id=post.id))
    return render_template("accounts/post_new.html", form=form)


@bp.get("/<int:post_id>")
@guarded(policies.READ)
def show(post_id: int) -> ResponseReturnValue:
    page = shown.of_post(actor(), queries.post(post_id))
    crumbs((say("Vị trí"), url_for(".index")), (page.post.title, None))
    return render_template("accounts/post.html", page=page)


@bp.route("/<int:post_id>/sua", methods=["GET", "POST"])
@guarded(policies.MANAGE)
def edit(post_id: int) -> ResponseReturnValue:
    post = _kept(post_id)
    _crumbs(post, say("Sửa vị trí"))
    form = PostForm(obj=post)
    form.of(post)
    form.offer(post)
    if form.validate_on_submit():
        with form.attempt():
            form.require_unchanged(post)
            services.edit_post(actor(), post, title=form.title.data, department_id=form.department_id.data)
            flash(say("Đã lưu."), "success")
            return redirect(url_for(".show", post_id=post_id))
    return render_template("accounts/post_edit.html", form=form, post=post)


@bp.route("/<int:post_id>/giao", methods=["GET", "POST"])
@guarded(policies.MANAGE)
def give(post_id: int) -> ResponseReturnValue:
    post = _kept(post_id)
    _crumbs(post, say("Giao vị trí"))
    form = HolderForm()
    if form.validate_on_submit():
        with form.attempt():
            services.appoint(
                actor(),
                queries.seen_by_email(form.email.data),
                post,
                held_from=form.held_from.data,
                held_to=form.held_to.data,
            )
            flash(say("Đã giao vị trí."), "success")
            return redirect(url_for(".show", post_id=post_id))
    return render_template("accounts/post_give.html", form=form, post=post)


@bp.route("/<int:post_id>/ket-thuc", methods=["GET", "POST"])
@guarded(policies.MANAGE)
def end(post_id: int) -> ResponseReturnValue:
    post = _kept(post_id)
    _crumbs(post, say("Kết thúc vị trí"))
    form = PostEndForm()
    if form.validate_on_submit():
        with form.attempt():
            services.end_post(actor(), post, valid_to=form.valid_to.data)
            flash(say("Đã kết thúc vị trí."), "success")
            return redirect(url_for(".show", post_id=post_id))
    return render_template("accounts/post_end.html", form=form, post=post)


def _kept(post_id: int) -> Post:
    """The post, when it is the actor's to keep: a form that could not be saved is not shown."""
    post = queries.post(post_id)
    require(policies.may_keep_post(actor(), post.agency, post.role))
    return post


def _crumbs(post: Post, here: str) -> None:
    crumbs(
        (say("Vị trí"), url_for(".index")),
        (post.title, url_for(".show", post_id=post.id)),
        (here, None),
    )
