using ControlRoom.Core.Audit;

namespace ControlRoom.Web.Audit;

/// <summary>
/// The rows of a live list that is read from its newest end. Entries can commit a little out of order, so the newest page is read whole and what
/// is not shown yet is new. While somebody reads, new rows wait beside the list: nothing moves under the pointer.
/// </summary>
public sealed class AuditRows(int pageSize)
{
    private List<AuditEventView> shown = [], waiting = [];
    private bool cut;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<AuditEventView> Shown => shown;

    /// <summary>How many wait; one page is as far as it is counted.</summary>
    public int Waiting => waiting.Count;

    /// <summary>Whether there are older ones to ask for.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Ids that came in with the last insertion.</summary>
    public IReadOnlySet<long> Fresh { get; private set; } = new HashSet<long>();

    public void Begin(IReadOnlyList<AuditEventView> newest) => (shown, waiting, cut, HasMore, Fresh) = ([.. newest], [], false, newest.Count == pageSize, new HashSet<long>());

    /// <returns>Whether anything changed.</returns>
    public bool Look(IReadOnlyList<AuditEventView> newest, bool wait)
    {
        var known = shown.Select(e => e.Id).ToHashSet();
        var oldest = shown.Count == 0 ? 0 : shown[^1].Id;
        // What is older than the last row shown is not new: it has not been asked for yet.
        var fresh = newest.Where(e => !known.Contains(e.Id) && (e.Id > oldest || !HasMore)).ToList();
        var changed = fresh.Count != waiting.Count || Fresh.Count > 0;
        (waiting, cut) = (fresh, newest.Count == pageSize && fresh.Count == newest.Count && shown.Count > 0);
        Fresh = new HashSet<long>();
        if (!wait) Insert();
        return changed;
    }

    /// <summary>Lets those that wait into the list. More than a page of them begin the list anew, so that no row is missing between.</summary>
    public void Insert()
    {
        if (waiting.Count == 0) return;
        Fresh = waiting.Select(e => e.Id).ToHashSet();
        if (cut) (shown, HasMore) = ([], true);
        shown = [.. shown.Concat(waiting).OrderByDescending(e => e.Id)];
        (waiting, cut) = ([], false);
    }

    public void Older(IReadOnlyList<AuditEventView> page) => (shown, HasMore) = ([.. shown, .. page.Where(e => shown.Count == 0 || e.Id < shown[^1].Id)], page.Count == pageSize);
}
