using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Core.Upkeep;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Products;

/// <summary>A plant with the product commands in short; a rack with a frame of tube and a plate with feet.</summary>
internal sealed class ProductBench(TestPlant plant) : IAsyncDisposable
{
    public const string Why = "Because the test says so";
    public static readonly LocalText Rack = new("Nyársállvány", "Skewer rack");

    public TestPlant Plant => plant;
    public ProductQueries Products => plant.Get<ProductQueries>();
    public RevisionQueries Revisions => plant.Get<RevisionQueries>();

    private static CancellationToken Ct => TestPlant.Ct;

    public static async Task<ProductBench> Start(Db db, params string[] settings) => new(await TestPlant.Start(db, settings));

    public Task<Outcome<ProductDetail>> Create(ProductInput input, Caller? by = null) => plant.Get<CreateProductHandler>().Handle(new(input), by ?? plant.Manager, Ct);

    public async Task<ProductDetail> Product(string sku = "SR-40") => (await Create(new() { Sku = sku, Name = Rack, SerialSku = "SR40", ProductionLine = ProductionLine.Hatthasilpa, MaterialCategory = "METAL" })).Must();

    /// <summary>SR-40 with FRAME = tube and PLATE = plate and feet.</summary>
    public async Task<ProductDetail> RackWithParts()
    {
        var product = await Product();
        var frame = (await Add(product.Id, "FRAME")).Must();
        (await Add(product.Id, frame.Id, "TUB-20", "TUBE", new { length_mm = 1200, pieces = 4, waste_percent = 3 })).Must();
        var plate = (await Add(product.Id, "PLATE", 1)).Must();
        (await Add(product.Id, plate.Id, "PLT-15", "MAIN_MATERIAL", new { width_mm = 600, length_mm = 400, waste_percent = 1 })).Must();
        (await Add(product.Id, plate.Id, "FOOT-M8", "FASTENER", new { count = 4 })).Must();
        return await Detail(product.Id);
    }

    public async Task<ProductDetail> Detail(Guid id) => (await Products.Detail(id, Ct)).Must();

    public Task<Outcome<ProductDetail>> Change(ProductDetail seen, ProductInput input, Caller? by = null) => plant.Get<ChangeProductHandler>().Handle(new(seen.Id, seen.RowVersion, input), by ?? plant.Manager, Ct);

    public Task<Outcome<ProductDetail>> Retire(Guid id, string? reason = Why, int? seen = null) => plant.Get<RetireProductHandler>().Handle(new(id, reason, seen), plant.Manager, Ct);

    public Task<Outcome<ComponentView>> Add(Guid product, string code, int order = 0) => plant.Get<AddComponentHandler>().Handle(new(product, new(code, null, new(code + " hu", code + " en"), order)), plant.Manager, Ct);

    public Task<Outcome<ComponentView>> Change(Guid product, ComponentView seen, ComponentInput input) => plant.Get<ChangeComponentHandler>().Handle(new(product, seen.Id, seen.RowVersion, input), plant.Manager, Ct);

    public Task<Outcome<MaterialView>> Add(Guid product, Guid component, string sku, string role, object? constraints) =>
        plant.Get<AddMaterialHandler>().Handle(new(product, component, new() { MaterialSku = sku, RoleCode = role, Constraints = Element(constraints) }), plant.Manager, Ct);

    public Task<Outcome<MaterialView>> Change(Guid product, Guid component, MaterialView seen, MaterialInput input, bool confirm = false) =>
        plant.Get<ChangeMaterialHandler>().Handle(new(product, component, seen.Id, seen.RowVersion, input, confirm), plant.Manager, Ct);

    public Task<Outcome<OperationReport>> Do(string operation, Guid target, bool confirm = true) =>
        plant.Get<OperationRunner>().Answer(new OperationRequest(operation, target.ToString()) { Confirm = confirm, Reason = Why }, plant.Manager, null, Ct);

    public Task<Outcome<BindingView>> Bind(Guid product, Guid flow, Guid? version = null, int? seen = null) => plant.Get<BindGraphHandler>().Handle(new(product, flow, version, null, seen), plant.Manager, Ct);

    public Task<Outcome<RevisionDetail>> Draft(Guid product, Guid? flowVersion = null, RevisionReason reason = RevisionReason.Initial) => plant.Get<CreateRevisionHandler>().Handle(new(product, reason, null, flowVersion), plant.Manager, Ct);

    public Task<Outcome<RevisionDetail>> Edit(Guid product, RevisionDetail seen, IReadOnlyList<ComponentInput>? components = null, string? notes = null, Guid? flowVersion = null) =>
        plant.Get<ChangeRevisionHandler>().Handle(new(product, seen.RevisionNo, seen.RowVersion, notes, flowVersion, components), plant.Manager, Ct);

    public Task<Outcome<RevisionDetail>> Publish(Guid product, int number, int? seen = null) => plant.Get<PublishRevisionHandler>().Handle(new(product, number, seen), plant.Manager, Ct);

    public Task<Outcome<RevisionDetail>> Retire(Guid product, int number, string? reason = Why) => plant.Get<RetireRevisionHandler>().Handle(new(product, number, reason), plant.Manager, Ct);

    public async Task<RevisionDetail> Revision(Guid product, int number) => (await Revisions.Detail(product, number, Ct)).Must();

    /// <summary>A workshop graph with a published version whose nodes name the components.</summary>
    public async Task<(Guid Flow, Guid Version)> Graph(params string[] components)
    {
        var flow = (await new RawRows(plant).Insert("flow_definitions", ("kind", "ROUTING"), ("code", RawRows.FlowCode()), ("is_deleted", false))).Id;
        return (flow, await Version(flow, 1, "PUBLISHED", components));
    }

    public async Task<Guid> Version(Guid flow, int number, string status, params string[] components)
    {
        var nodes = components.Select((c, i) => new { id = "OP" + i.ToString(CultureInfo.InvariantCulture), data = new { config = new { produces_component = c } } });
        return (await new RawRows(plant).Insert("flow_versions", ("flow_definition_id", flow), ("version_num", number), ("status", status), ("allow_new_jobs", status == "PUBLISHED"), ("graph_schema", Json.Text(new { nodes, edges = Array.Empty<object>() })))).Id;
    }

    /// <summary>SR-40 with its parts and revision 1 published.</summary>
    public async Task<ProductDetail> Published()
    {
        var product = await RackWithParts();
        var (flow, _) = await Graph("FRAME", "PLATE");
        (await Bind(product.Id, flow)).Must();
        (await Draft(product.Id)).Must();
        (await Publish(product.Id, 1)).Must();
        return await Detail(product.Id);
    }

    /// <summary>As if a ticket had been planned by the product's revision 1: the product is ACTIVE.</summary>
    public async Task<ProductDetail> Used()
    {
        var product = await Published();
        await Refer(product.ActiveRevision!.Id);
        var used = await Detail(product.Id);
        Assert.Equal(UsageState.Active, used.UsageState);
        return used;
    }

    public Task<RawRow> Refer(Guid revision) => new RawRows(plant).Insert("revision_reference", ("revision_id", revision), ("ref_type", "JOB_TICKET"), ("ref_code", "JT-20260124-DUNA-0001"));

    /// <summary>The command is refused with the code, and not one row changes.</summary>
    public async Task<Refusal> Refuses<T>(string code, Func<Task<Outcome<T>>> command)
    {
        var outcome = await plant.ChangesNothing(command);
        Assert.Equal(code, outcome.Refusal?.Code);
        return outcome.Refusal!;
    }

    public static JsonElement? Element(object? value) => value is null ? null : JsonSerializer.SerializeToElement(value, value.GetType(), Json.Options);

    public static IReadOnlyList<ComponentInput> Inputs(IEnumerable<Part> parts) =>
        [.. parts.Select(p => new ComponentInput(p.ComponentCode, p.ComponentTypeCode, p.Name, p.DisplayOrder,
            [.. p.Materials.Select(m => new MaterialInput { MaterialSku = m.MaterialSku, RoleCode = m.RoleCode, Constraints = Element(m.Constraints), IsPrimary = m.IsPrimary, Priority = m.Priority })]))];

    public ValueTask DisposeAsync() => plant.DisposeAsync();
}
