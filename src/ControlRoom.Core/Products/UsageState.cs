namespace ControlRoom.Core.Products;

/// <summary>How much a product is in use. An answer, never a field: nobody sets it.</summary>
public enum UsageState { Draft, Active, InProduction, Retired }

/// <summary>A ticket that keeps the product locked.</summary>
public sealed record BlockingTicket(Guid Id, string Code, string Status, DateTime? DueAt);

/// <summary>What exists of a product outside its design.</summary>
/// <param name="Tickets">Tickets of any status, planned and cancelled ones too.</param>
/// <param name="LiveTickets">Tickets in progress or paused.</param>
/// <param name="Blocking">The live tickets, the latest due last.</param>
public sealed record ProductUse(int Tickets, int LiveTickets, int LiveTokens, int ActiveInstances, IReadOnlyList<BlockingTicket> Blocking)
{
    public static readonly ProductUse None = new(0, 0, 0, 0, []);

    /// <summary>Work is in hand.</summary>
    public bool IsLive => LiveTickets > 0 || LiveTokens > 0 || ActiveInstances > 0;

    /// <summary>Anything at all was ever ordered or made.</summary>
    public bool HasHistory => Tickets > 0 || IsLive;

    /// <summary>When the last live ticket should be done; null when none says so.</summary>
    public DateTime? UnlocksAt => Blocking.Max(t => t.DueAt);
}

public static class UsageStates
{
    public static UsageState Of(DateTime? retiredAt, ProductUse use) =>
        retiredAt is not null ? UsageState.Retired : use.IsLive ? UsageState.InProduction : use.HasHistory ? UsageState.Active : UsageState.Draft;
}

/// <summary>A product as its gates see it: the row, what is in use of it, and whether a revision of it exists.</summary>
public sealed record ProductStanding(Product Product, ProductUse Use, bool HasRevisions)
{
    public UsageState State => UsageStates.Of(Product.RetiredAt, Use);
}
