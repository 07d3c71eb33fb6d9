"""Words for the saved texts: every state of a text is one of these."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef

if TYPE_CHECKING:
    from articles import models as nouns


class RevisionQuerySet(models.QuerySet["nouns.Revision"]):
    def newest(self) -> Self:
        """The last saved text of each page."""
        newer = self.model.objects.filter(
            article=OuterRef("article"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))

    def drafts(self) -> Self:
        """Saved, never submitted."""
        return self.filter(submitted_at__isnull=True)

    def submitted(self) -> Self:
        """Waiting for a decision."""
        return self.filter(submitted_at__isnull=False, decided_at__isnull=True)

    def approved(self) -> Self:
        """Approved and not yet published."""
        return self.filter(decision="approved", published_at__isnull=True)

    def published(self) -> Self:
        """Every text that readers ever saw, superseded ones included."""
        return self.filter(published_at__isnull=False)

    def superseded(self) -> Self:
        """Published once, no longer what the page points at."""
        return self.published().exclude(pk=F("article__published"))

    def visible(self) -> Self:
        """What anyone may read: published and not withdrawn, old ones under a banner."""
        return self.published().filter(withdrawn_at__isnull=True)

    def corrections(self) -> Self:
        """Texts readers may see that made an earlier published text of the page wrong."""
        earlier = apps.get_model("articles", "Revision").objects.filter(
            article=OuterRef("article"),
            number__lt=OuterRef("number"),
            published_at__isnull=False,
        )
        return self.visible().filter(Exists(earlier), significance="outdates")

    def sent_back(self) -> Self:
        """A reviewer asked for changes."""
        return self.filter(decision="changes_requested")

    def since_published(self, article: "nouns.Article") -> Self:
        """The texts saved after the published one: those that a publication would add."""
        revisions = self.filter(article=article)
        if article.published is None:
            return revisions
        return revisions.filter(number__gt=article.published.number)
