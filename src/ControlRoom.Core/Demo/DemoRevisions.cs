using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Products;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Demo;

/// <summary>What the products of the demo are made of by revision: the rack's tube grew longer twice, and its route forked once.</summary>
internal static class DemoRevisions
{
    public static async Task<(Guid Rack, Guid Rod)> First(DemoCrew crew)
    {
        var (rack, rod) = (await Product(crew, "SR-40"), await Product(crew, "SK-12"));
        await Publish(crew, rack, await Edit(crew, rack, RevisionReason.Initial, "RG-LIN", 1150));
        await Publish(crew, rod, await crew.Do(new CreateRevision(rod, RevisionReason.Initial, null, await Version(crew, "RG-SK12")), crew.Manager, crew.Get<CreateRevisionHandler>().Handle));
        return (rack, rod);
    }

    public static async Task Second(DemoCrew crew, Guid rack) => await Publish(crew, rack, await Edit(crew, rack, RevisionReason.EngineeringChange, "RG-SR40", 1200));

    /// <summary>A draft that nobody has published yet.</summary>
    public static Task Third(DemoCrew crew, Guid rack) => Edit(crew, rack, RevisionReason.CustomerSpecific, "RG-SR40", 1250);

    private static async Task<RevisionDetail> Edit(DemoCrew crew, Guid product, RevisionReason reason, string route, int millimetres)
    {
        crew.Time.Wait(10);
        var draft = await crew.Do(new CreateRevision(product, reason, null, await Version(crew, route)), crew.Manager, crew.Get<CreateRevisionHandler>().Handle);
        crew.Time.Wait(10);
        return await crew.Do(new ChangeRevision(product, draft.RevisionNo, draft.RowVersion, Components: Parts(millimetres)), crew.Manager, crew.Get<ChangeRevisionHandler>().Handle);
    }

    private static async Task Publish(DemoCrew crew, Guid product, RevisionDetail draft)
    {
        crew.Time.Wait(10);
        await crew.Do(new PublishRevision(product, draft.RevisionNo), crew.Manager2, crew.Get<PublishRevisionHandler>().Handle);
    }

    private static IReadOnlyList<ComponentInput> Parts(int millimetres) =>
    [
        new("FRAME", null, new("Keret", "Frame"), 1, [Material("TUB-20", "TUBE", new { length_mm = millimetres, pieces = 4, waste_percent = 3 })]),
        new("PLATE", null, new("Lemez", "Plate"), 2, [Material("PLT-15", "MAIN_MATERIAL", new { width_mm = 600, length_mm = 400, waste_percent = 1 }), Material("FOOT-M8", "FASTENER", new { count = 4 })]),
    ];

    private static MaterialInput Material(string sku, string role, object constraints) => new() { MaterialSku = sku, RoleCode = role, Constraints = DemoCrew.Data(constraints) };

    private static async Task<Guid> Product(DemoCrew crew, string sku)
    {
        await using var db = crew.Get<Dialect>().Open();
        return await db.Products.Where(p => p.Sku == sku).Select(p => p.Id).FirstAsync(crew.Ct);
    }

    private static async Task<Guid> Version(DemoCrew crew, string route)
    {
        await using var db = crew.Get<Dialect>().Open();
        return await (from v in db.FlowVersions join f in db.Flows on v.FlowDefinitionId equals f.Id where f.Kind == FlowKind.Routing && f.Code == route select v.Id).FirstAsync(crew.Ct);
    }
}
