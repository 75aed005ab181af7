using System.Globalization;
using System.Text;

namespace ControlRoom.Core.Feed;

/// <summary>What one process tells the others: who it is, which transactions it committed, and the topics they touched; null means any.</summary>
internal sealed record FeedMessage(Guid Process, IReadOnlyList<ulong> XactIds, IReadOnlyList<string>? Topics)
{
    public const string Channel = "controlroom_changes";

    /// <summary>PostgreSQL takes 8000 bytes; everything here is ASCII.</summary>
    private const int MaxLength = 7_500, MaxXactIds = 200;
    private const string AnyTopic = "*";

    /// <summary>Null when the text is not ours.</summary>
    public static FeedMessage? Parse(string payload)
    {
        if (payload.Split('|') is not [var process, var xacts, var topics] || !Guid.TryParseExact(process, "N", out var id)) return null;
        var ids = new List<ulong>();
        foreach (var text in xacts.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var xact)) return null;
            ids.Add(xact);
        }
        return new FeedMessage(id, ids, topics == AnyTopic ? null : topics.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Gathers commits.</summary>
    internal sealed class Builder(Guid process)
    {
        private readonly SortedSet<string> topics = new(StringComparer.Ordinal);
        private readonly SortedSet<ulong> xactIds = [];

        public void Add(Commit commit)
        {
            topics.UnionWith(commit.Topics);
            if (commit.XactId != 0) xactIds.Add(commit.XactId);
        }

        /// <summary>Usually one; a long list of transactions is split, a long list of topics becomes any.</summary>
        public IEnumerable<string> Payloads()
        {
            var names = string.Join(',', topics);
            var first = true;
            foreach (var chunk in xactIds.Count == 0 ? [[]] : xactIds.Chunk(MaxXactIds))
            {
                var text = new StringBuilder().Append(process.ToString("N")).Append('|').AppendJoin(',', chunk).Append('|');
                // The topics ring once.
                yield return text.Append(!first ? "" : text.Length + names.Length > MaxLength ? AnyTopic : names).ToString();
                first = false;
            }
        }
    }
}
