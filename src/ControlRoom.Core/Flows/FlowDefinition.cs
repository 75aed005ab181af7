using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

public enum FlowKind { Process, Routing }

/// <summary>A named process definition; owns versions 1..n.</summary>
public sealed class FlowDefinition : Aggregate
{
    private FlowDefinition() { }

    public FlowKind Kind { get; private init; }

    /// <summary>What workshop flows are known by; others have none.</summary>
    public string? Code { get; private init; }
    public string NameHu { get; private set; } = "";
    public string NameEn { get; private set; } = "";
    public string? Description { get; private set; }
    public Guid CreatedBy { get; private init; }
    public DateTime CreatedAt { get; private init; }
    public DateTime UpdatedAt { get; private set; }
    public bool IsDeleted { get; private set; }

    public static FlowDefinition Create(Guid id, FlowKind kind, string? code, string nameHu, string nameEn, string? description, Guid by, DateTime now)
    {
        var flow = new FlowDefinition { Id = id, Kind = kind, Code = code, NameHu = nameHu, NameEn = nameEn, Description = description, CreatedBy = by, CreatedAt = now, UpdatedAt = now };
        flow.Noted(new Fact("FLOW_CREATED", EntityTypes.Flow, id, nameEn, null, flow.State()));
        return flow;
    }

    public void Rename(string nameHu, string nameEn, string? description, DateTime now)
    {
        var old = State();
        (NameHu, NameEn, Description, UpdatedAt) = (nameHu, nameEn, description, now);
        Changed(new Fact("FLOW_UPDATED", EntityTypes.Flow, Id, NameEn, old, State()));
    }

    /// <summary>Soft: versions stay readable for history.</summary>
    public void Delete(DateTime now)
    {
        var old = State();
        (IsDeleted, UpdatedAt) = (true, now);
        Changed(new Fact("FLOW_DELETED", EntityTypes.Flow, Id, NameEn, old, null));
    }

    /// <summary>Something about its versions changed.</summary>
    public void Touch(DateTime now) => UpdatedAt = now;

    private object State() => new { name = new { hu = NameHu, en = NameEn }, description = Description, kind = Word.Of(Kind), code = Code };
}
