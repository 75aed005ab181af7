// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

public enum OutboxOp { Register, Link, SetStatus }

public enum OutboxStatus { Pending, Done, Dead }

public enum OutboxAction { Apply, Kill, Retry }

/// <summary>
/// What the core registry must still hear about a serial. Messages of one serial are applied in the order of their numbers; one that cannot be
/// applied is tried again ever more rarely and given up in the end.
/// </summary>
public sealed class OutboxMessage
{
    public const int MaxAttempts = 10, MaxError = 400;

    public static readonly Lifecycle<OutboxStatus, OutboxAction> Lifecycle = new(OutboxStatus.Pending,
        (OutboxAction.Apply, [OutboxStatus.Pending], OutboxStatus.Done),
        (OutboxAction.Kill, [OutboxStatus.Pending], OutboxStatus.Dead),
        (OutboxAction.Retry, [OutboxStatus.Dead], OutboxStatus.Pending));

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];

    public Guid Id { get; init; }
    public required string SerialCode { get; init; }
    public OutboxOp Op { get; init; }

    /// <summary>A <see cref="RegistryChange"/> as JSON.</summary>
    public required string Payload { get; init; }
    public int AggregateSeq { get; init; }
    public OutboxStatus Status { get; private set; }
    public int AttemptCount { get; private set; }
    public DateTime NextAttemptAt { get; internal set; }

    /// <summary>Until then the message belongs to the worker that holds <see cref="LeaseId"/>.</summary>
    public DateTime? LeaseUntil { get; private set; }
    public Guid? LeaseId { get; private set; }
    public string? LastError { get; private set; }
    public DateTime CreatedAt { get; init; }
    public DateTime? DoneAt { get; private set; }

    /// <summary>How long to wait after so many failures.</summary>
    public static TimeSpan PauseAfter(int failures) => Pauses[Math.Min(failures, Pauses.Length) - 1];

    internal void Applied(DateTime now)
    {
        (Status, DoneAt, LastError) = (Lifecycle.Next(Status, OutboxAction.Apply), now, null);
        Release();
    }

    /// <param name="forGood">No repeat can change it.</param>
    internal void Failed(string error, bool forGood, DateTime now)
    {
        AttemptCount++;
        LastError = error.Length > MaxError ? error[..MaxError] : error;
        if (forGood || AttemptCount >= MaxAttempts) Status = Lifecycle.Next(Status, OutboxAction.Kill);
        else NextAttemptAt = now + PauseAfter(AttemptCount);
        Release();
    }

    internal void Retry(DateTime now) => (Status, AttemptCount, NextAttemptAt) = (Lifecycle.Next(Status, OutboxAction.Retry), 0, now);

    private void Release() => (LeaseUntil, LeaseId) = (null, null);
}
