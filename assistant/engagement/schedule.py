"""What is kept, as people are told of it: the one schedule, from the settings that retention works by."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that is kept."""

    what: str
    why: str
    until: str
    seen_by: str
    erase: str


def schedule(settings: Settings) -> tuple[Kept, ...]:
    """Every kind, the GP's own first."""
    return (
        Kept(
            "Your questions without identifiers, the answers as you saw them, what you said of your role and practice, "
            "and whether an answer was useful",
            "To learn what GPs ask and what nobody can answer yet, and to know what you were told",
            f"{settings.keep_days} days; with a concern raised from them, as long as the concern",
            "Engagement leads; each look at a concern's conversation is noted",
            "Erase my session",
        ),
        Kept(
            "A question you asked us not to keep",
            "It is answered and not kept",
            "Gone when you leave the page",
            "Nobody",
            "There is nothing to erase",
        ),
        Kept(
            "The words of a message of distress",
            "They are answered and not kept; that there was one is counted",
            "Not kept",
            "Nobody",
            "There is nothing to erase",
        ),
        Kept(
            "A concern you raise, with the name, practice and e-mail if you gave them, and the replies",
            "To answer it, and to show that it was answered",
            f"{settings.keep_concern_days} days after it came to its end and nothing more happened",
            "Engagement leads, and whoever has its private link",
            "Erase it on its private link, or with your session",
        ),
        Kept(
            "Counts of questions by day, topic and kind of answer",
            "To report without anybody's words",
            "As long as the service runs",
            "Engagement leads; numbers under 5 are not published",
            "They name nobody",
        ),
        Kept(
            "Who of the team read, changed, exported or erased what",
            "So that what is read of you can be accounted for",
            f"{settings.keep_audit_days:,} days",
            "Admins",
            "It holds none of your words",
        ),
        Kept(
            "Accounts of leads, editors and admins: name, e-mail, roles, a hash of the password",
            "To sign in",
            "Until an admin removes what they may do; the name stays with what they did",
            "Admins",
            "Ask an admin",
        ),
        Kept(
            "Counts that limit how much one address or session may send",
            "So that everybody is served",
            "2 days",
            "Nobody",
            "They go by themselves",
        ),
        Kept(
            "Ids of erased sessions and concerns, without words",
            "To erase them again if a backup is brought back",
            f"{settings.keep_backup_days} days, as long as backups",
            "Whoever runs the service",
            "They go by themselves",
        ),
    )
