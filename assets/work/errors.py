"""What the work room refuses, in sentences."""

from django.utils.translation import gettext_lazy as _

from assets.registry.errors import Conflict, DomainError, TooLarge


class SentBefore(Conflict):
    """The same uuid came with other content."""

    code = "sent_before"
    message = _(
        "A record with this uuid was sent before with other content. Give the new record a uuid of its own."
    )


class NotInspected(DomainError):
    """The class of the asset is not inspected."""

    code = "not_inspected"
    message = _("%(class_name)s: there is nothing to open or grade there, so it is not inspected.")


class DefectsNeedPipe(DomainError):
    """Coded defects (CJJ 181) are found in pipes only."""

    code = "defects_need_pipe"
    message = _("Coded defects belong to pipes: send the finding of %(code)s as text.")


class StepUnknown(DomainError):
    """A step that no work order knows."""

    code = "step_unknown"
    message = _("There is no step named %(step)s; the steps are: %(steps)s.")


class StepRefused(Conflict):
    """The order's state does not allow the step."""

    code = "step_refused"
    message = _('Work order %(number)s is "%(state)s", so this step does not apply: %(step)s.')


class StepIncomplete(DomainError):
    """The step needs something that was not given."""

    code = "step_incomplete"
    message = _("To take this step, also give: %(missing)s.")


class AssigneeUnsuited(DomainError):
    """The person named may not record work there."""

    code = "assignee_unsuited"
    message = _("%(name)s may not record work on this asset: choose someone of its district's crews.")


class PhotoUnreadable(DomainError):
    """The file is no picture of a kind we keep."""

    code = "photo_unreadable"
    message = _(
        "This file is not a complete JPEG, PNG or WebP picture. Take or save the photo as JPEG and send it again."
    )


class PhotoTooManyPixels(TooLarge):
    """The picture unpacks to more pixels than we take."""

    code = "photo_too_many_pixels"
    message = _("The picture has more than %(limit)s million pixels. Save it smaller and send it again.")


class PhotoTooLarge(TooLarge):
    """The file is larger than REGISTRY_PHOTO_LIMIT_MB."""

    code = "photo_too_large"
    message = _("The photo is larger than %(limit)s MB. Save it smaller and send it again.")
