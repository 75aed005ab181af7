using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;

namespace ControlRoom.Core.Stock;

public enum BufferType { Lk, Mix, Skw15, Skw30, Frz, Pal }

/// <summary>Normal, on hold, inactive: derived from two flags so that a held buffer that is deactivated remembers nothing.</summary>
public enum BufferState { Normal, OnHold, Inactive }

public enum BufferAction { Hold, Release, Deactivate }

/// <summary>A storage place between steps: what may lie in it, how much, and how cold it must be.</summary>
public sealed class Buffer : Aggregate
{
    public static readonly Lifecycle<BufferState, BufferAction> Lifecycle = new(BufferState.Normal,
        (BufferAction.Hold, [BufferState.Normal], BufferState.OnHold),
        (BufferAction.Release, [BufferState.OnHold], BufferState.Normal),
        (BufferAction.Deactivate, [BufferState.Normal, BufferState.OnHold], BufferState.Inactive));

    private Buffer() { }

    public string BufferCode { get; private init; } = "";
    public BufferType BufferType { get; private init; }

    /// <summary>JSON array of lot type words; text so that the purity guard reads the same on both databases.</summary>
    public string AllowedLotTypes { get; private set; } = "[]";
    public long CapacityGrams { get; private set; }
    public int TempMinTenths { get; private set; }
    public int TempMaxTenths { get; private set; }
    public bool IsActive { get; private set; } = true;
    public bool IsOnHold { get; private set; }
    public string? HoldReason { get; private set; }
    public string SiteCode { get; private init; } = "";
    public string NameHu { get; private set; } = "";
    public string NameEn { get; private set; } = "";
    public string? Color { get; private set; }

    /// <summary>Expected seconds between ambient readings: live up to 2 periods, late up to 10, lost beyond.</summary>
    public int ReadingPeriodSeconds { get; private set; } = 3600;

    /// <summary>Place in process order on walls and bands; never re-sorted by state.</summary>
    public int Position { get; private init; }
    public DateTime CreatedAt { get; private init; }

    public BufferState State => !IsActive ? BufferState.Inactive : IsOnHold ? BufferState.OnHold : BufferState.Normal;

    public IReadOnlyList<LotType> Allowed => [.. JsonSerializer.Deserialize<string[]>(AllowedLotTypes)!.Select(Word.Parse<LotType>)];

    public bool Accepts(LotType type) => AllowedLotTypes.Contains($"\"{Word.Of(type)}\"", StringComparison.Ordinal);

    public static Buffer Create(Guid id, string code, BufferType type, BufferSettings settings, string site, int position, DateTime now)
    {
        var buffer = new Buffer { Id = id, BufferCode = code, BufferType = type, SiteCode = site, Position = position, CreatedAt = now };
        buffer.Apply(settings);
        buffer.Noted(new Fact("BUFFER_CREATED", EntityTypes.Buffer, id, code, null, buffer.Settings()) { BufferId = id });
        return buffer;
    }

    public void Update(BufferSettings settings)
    {
        var old = Settings();
        Apply(settings);
        Changed(new Fact("BUFFER_UPDATED", EntityTypes.Buffer, Id, BufferCode, old, Settings()) { BufferId = Id });
    }

    public void Hold(string reason, object? evidence) => Go(BufferAction.Hold, () => (IsOnHold, HoldReason) = (true, reason), "BUFFER_HELD", new { reason, evidence });

    public void Release(string resolution) => Go(BufferAction.Release, () => (IsOnHold, HoldReason) = (false, null), "BUFFER_RELEASED", new { resolution });

    public void Deactivate() => Go(BufferAction.Deactivate, () => (IsActive, IsOnHold) = (false, false), "BUFFER_DEACTIVATED");

    /// <summary>Notes that a manager let goods in beyond capacity.</summary>
    public void OverrideCapacity(long filledGrams, string reason) =>
        Noted(new Fact("BUFFER_CAPACITY_OVERRIDE", EntityTypes.Buffer, Id, BufferCode, null,
            new { filled_kg = Units.Kg(filledGrams), capacity_kg = Units.Kg(CapacityGrams) })
        { BufferId = Id, Metadata = new { reason } });

    private void Go(BufferAction action, Action change, string eventType, object? metadata = null)
    {
        var old = new { state = Word.Of(State), hold_reason = HoldReason };
        _ = Lifecycle.Next(State, action);
        change();
        Changed(new Fact(eventType, EntityTypes.Buffer, Id, BufferCode, old, new { state = Word.Of(State), hold_reason = HoldReason }) { BufferId = Id, Metadata = metadata });
    }

    private void Apply(BufferSettings s)
    {
        AllowedLotTypes = JsonSerializer.Serialize(s.Allowed.Distinct().Order().Select(Word.Of));
        (CapacityGrams, TempMinTenths, TempMaxTenths) = (s.CapacityGrams, s.TempMinTenths, s.TempMaxTenths);
        (NameHu, NameEn, Color, ReadingPeriodSeconds) = (s.NameHu, s.NameEn, s.Color, s.ReadingPeriodSeconds);
    }

    private object Settings() => new
    {
        allowed_lot_types = Allowed.Select(Word.Of),
        capacity_kg = Units.Kg(CapacityGrams),
        temp_min_c = Units.Celsius(TempMinTenths),
        temp_max_c = Units.Celsius(TempMaxTenths),
        reading_period_s = ReadingPeriodSeconds,
    };
}

/// <summary>The settings of a buffer that may change after its birth.</summary>
public sealed record BufferSettings(IReadOnlyList<LotType> Allowed, long CapacityGrams, int TempMinTenths, int TempMaxTenths, string NameHu, string NameEn)
{
    public string? Color { get; init; }
    public int ReadingPeriodSeconds { get; init; } = 3600;
}

/// <summary>A quantity of one lot lying in one buffer since <see cref="EnteredAt"/>; open until <see cref="ExitedAt"/>.</summary>
public sealed class InventoryItem
{
    public Guid Id { get; init; }
    public Guid LotId { get; init; }
    public Guid BufferId { get; init; }
    public Guid RunId { get; init; }
    public long QuantityGrams { get; set; }
    public DateTime EnteredAt { get; init; }
    public DateTime? ExitedAt { get; set; }
}

public enum MoveType { Receive, Transfer, Consume, Ship }

/// <summary>One movement of goods. Append-only: a mistake is moved back, never edited.</summary>
public sealed class StockMove
{
    public Guid Id { get; init; }
    public Guid LotId { get; init; }
    public Guid? FromBufferId { get; init; }
    public Guid? ToBufferId { get; init; }
    public long QuantityGrams { get; init; }
    public MoveType MoveType { get; init; }
    public Guid OperatorId { get; init; }
    public string? Reason { get; init; }
    public Guid IdempotencyKey { get; init; }
    public DateTime CreatedAt { get; init; }
}
