using System.Data.Common;

namespace ControlRoom.Core.Database;

/// <summary>Whether the database answers now. However many ask at once, it is asked once.</summary>
public sealed class DatabaseWatch(Dialect dialect, TimeProvider time)
{
    /// <summary>Whoever watches a page must learn within seconds that it cannot be read any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>An answer this old still counts for a page.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<bool> asking = Task.FromResult(true);
    private long? answered;

    /// <summary>As <see cref="Answers"/>, but an answer of the last second will do: a hundred pages that beat do not ask a hundred times.</summary>
    public async Task<bool> AnswersLately(CancellationToken ct)
    {
        long? last;
        lock (gate) last = answered;
        return (last is { } at && time.GetElapsedTime(at) < Lately) || await Answers(ct);
    }

    public async Task<bool> Answers(CancellationToken ct)
    {
        Task<bool> answer;
        lock (gate)
        {
            if (asking.IsCompleted) asking = Task.Run(Ask, CancellationToken.None);
            answer = asking;
        }

        try
        {
            return await answer.WaitAsync(Patience, ct);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> Ask()
    {
        var answers = await IsReached();
        lock (gate) answered = answers ? time.GetTimestamp() : null;
        return answers;
    }

    private async Task<bool> IsReached()
    {
        try
        {
            await using var db = dialect.Open();
            await using var command = await Dialect.Command(db, dialect.Probe, CancellationToken.None);
            await command.ExecuteScalarAsync(CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException || dialect.Classify(e) != Fault.None)
        {
            return false;
        }
    }
}
