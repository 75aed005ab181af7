namespace ControlRoom.Web.Shared;

/// <summary>Glyph and variant of a state. Variants go by meaning, not by entity: running is normal, so it is quiet.</summary>
public sealed record ChipLook(string Glyph, string Css)
{
    private static readonly ChipLook Unknown = new("idle", "q");

    private static readonly Dictionary<string, ChipLook> Looks = new()
    {
        ["IDLE"] = new("idle", "q"),
        ["RUNNING"] = new("play", "run"),
        ["IN_PROGRESS"] = new("play", "run"),
        ["HOLD"] = new("pause", "hold"),
        ["COMPLETED"] = new("check", "done"),
        ["ABORTED"] = new("abort", "fail"),
        ["ARCHIVED"] = new("archive", "q"),
        ["CREATED"] = new("dotted", "q"),
        ["QUARANTINE"] = new("half", "q2"),
        ["RELEASED"] = new("check", "ok"),
        ["REJECTED"] = new("x", "fail"),
        ["CONSUMED"] = new("consumed", "done"),
        ["FINISHED"] = new("flag", "done"),
        ["PASS"] = new("check", "ok"),
        ["FAIL"] = new("x", "fail"),
        ["PENDING"] = new("dotted", "q"),
        ["SKIPPED"] = new("minus", "q"),
        ["DRAFT"] = new("dotted", "q"),
        ["REVIEW"] = new("eye", "q2"),
        ["PUBLISHED"] = new("check", "ok"),
        ["DEPRECATED"] = new("archive", "q"),
        ["COMPLIANT"] = new("check", "ok"),
        ["NON_COMPLIANT"] = new("x", "fail"),
        ["ACTIVE"] = new("check", "ok"),
        ["INACTIVE"] = new("slash", "q"),
        ["RETIRED"] = new("archive", "q"),
        ["REVOKED"] = new("slash", "q"),
        ["EXPIRED"] = new("clock", "q"),
        ["IN_PRODUCTION"] = new("lock", "lock"),
        ["PLANNED"] = new("dotted", "q"),
        ["CANCELLED"] = new("slash", "q"),
        ["READY"] = new("idle", "q2"),
        ["PAUSED"] = new("pause", "q2"),
        ["BLOCKED"] = new("lock", "q2"),
        ["WAITING"] = new("clock", "q2"),
        ["STALE"] = new("clock", "stale"),
        ["LATE"] = new("clock", "q2"),
        ["SHIPPED"] = new("truck", "done"),
        ["SEALED"] = new("seal", "ok"),
        ["UNACK"] = new("bell", "q2"),
        ["ACK"] = new("check", "q"),
        ["RTN_UNACK"] = new("undo", "q2"),
        ["CLEARED"] = new("check", "done"),
        ["SHELVED"] = new("shelve", "q"),
        ["ISSUED"] = new("dotted", "q"),
        ["LINKED"] = new("play", "run"),
        ["USED"] = new("check", "done"),
        ["SCRAPPED"] = new("x", "fail"),
        ["DONE"] = new("check", "done"),
        ["OPEN"] = new("bell", "q2"),
        ["ACKNOWLEDGED"] = new("eye", "q"),
        ["RESOLVED"] = new("check", "done"),
        ["DEAD"] = new("x", "fail"),
        ["NONE"] = new("minus", "q"),
        ["SUPPRESSED"] = new("slash", "q"),
    };

    public static ChipLook Of(string state) => Looks.GetValueOrDefault(state, Unknown);
}
