namespace ControlRoom.Core.Lots;

public sealed record RecallWaste(WasteReason Reason, decimal QuantityKg);

/// <summary>Goods that lie somewhere. Without a buffer: at the line, or in a store that is not modelled.</summary>
public sealed record RecallPlace(string? BufferCode, decimal QuantityKg);

/// <summary>A lot of the picture. Outside the scope are those that joined: what was made with it shares their weight, not its fault.</summary>
/// <param name="Depth">Generations from the lot that was asked for; null outside the scope.</param>
public sealed record RecallNode(Guid Id, string LotCode, LotType LotType, Guid RunId, string RunCode, int StepIndex, LotStatus Status, decimal WeightKg, decimal RemainingKg, int? PieceCount, DateTime CreatedAt, int? Depth)
{
    public bool InScope => Depth is not null;
    public string? SupplierCode { get; init; }
    public string? SupplierName { get; init; }
    public string? CustomerCode { get; init; }

    /// <summary>Of a shipment, as its registration said it.</summary>
    public string? Vehicle { get; init; }
    public string? HoldReason { get; init; }
    public decimal? TemperatureC { get; init; }
    public bool IsSimulated { get; init; }

    /// <summary>Of a shipment: what has left the house.</summary>
    public decimal ShippedKg { get; init; }
    public IReadOnlyList<RecallPlace> Places { get; init; } = [];
    public IReadOnlyList<RecallWaste> Waste { get; init; } = [];

    /// <summary>Used by lots that are not in the picture.</summary>
    public decimal WentOnKg { get; init; }
}

/// <summary>Parent and child by code; the ids for those who script.</summary>
public sealed record RecallLink(string Parent, string Child, Guid ParentId, Guid ChildId, decimal QuantityUsedKg, bool InScope);

/// <summary>One shipment of the scope and who got it.</summary>
public sealed record RecallConsignee(string CustomerCode, string LotCode, decimal QuantityKg, decimal ShippedKg, int? PieceCount, string? Vehicle, IReadOnlyList<RecallPart> Pallets);

public sealed record RecallPart(string LotCode, decimal QuantityKg);

/// <summary>Who delivered what is in the scope.</summary>
public sealed record RecallSupplier(string SupplierCode, string SupplierName, IReadOnlyList<string> LotCodes, decimal QuantityKg);

public sealed record RecallRun(Guid RunId, string RunCode, int Lots);

/// <summary>Goods of the scope that are still in the house.</summary>
public sealed record RecallStock(string LotCode, LotStatus Status, decimal QuantityKg, IReadOnlyList<RecallPlace> Places);

/// <summary>to account for = received + joined = shipped + in stock + rejected + waste + went on + unaccounted, which is 0.</summary>
public sealed record RecallScopeView(int LotsInScope, int LotsShown, decimal ReceivedKg, decimal JoinedKg, int JoinedLots, decimal ToAccountForKg, decimal ShippedKg, decimal InStockKg, decimal HeldKg,
    decimal NotHeldKg, decimal RejectedKg, decimal WasteKg, decimal WentOnKg, decimal UnaccountedKg)
{
    public IReadOnlyList<RecallConsignee> Consignees { get; init; } = [];
    public IReadOnlyList<RecallSupplier> Suppliers { get; init; } = [];
    public IReadOnlyList<RecallRun> Runs { get; init; } = [];
    public IReadOnlyList<RecallStock> Stock { get; init; } = [];
    public IReadOnlyList<RecallWaste> Waste { get; init; } = [];
    public IReadOnlyList<string> Held { get; init; } = [];
    public IReadOnlyList<string> Rejected { get; init; } = [];
}

/// <summary>A trace with what is beside it and what it comes to.</summary>
public sealed record RecallView(RecallNode Lot, TraceDirection Direction, int Depth, DateTime TracedAt, IReadOnlyList<RecallNode> Nodes, IReadOnlyList<RecallLink> Links, RecallScopeView Scope);
