using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;

namespace ControlRoom.Core.Demo;

/// <summary>What the workshop of the demo makes: a rack with its frame and plate, and the rods that hang in it.</summary>
internal static class DemoProducts
{
    public static readonly LocalText Rack = new("Nyársállvány", "Skewer rack"), Rod = new("Nyársrúd", "Skewer rod");

    public static async Task Play(DemoCrew crew)
    {
        var rack = await Product(crew, new() { Sku = "SR-40", SerialSku = "SR40", Name = Rack, ProductionLine = ProductionLine.Hatthasilpa, MaterialCategory = "METAL", DisplayOrder = 1 });
        var frame = await Component(crew, rack, new("FRAME", null, new("Keret", "Frame"), 1));
        await Material(crew, rack, frame, "TUB-20", "TUBE", new { length_mm = 1200, pieces = 4, waste_percent = 3 });
        var plate = await Component(crew, rack, new("PLATE", null, new("Lemez", "Plate"), 2));
        await Material(crew, rack, plate, "PLT-15", "MAIN_MATERIAL", new { width_mm = 600, length_mm = 400, waste_percent = 1 });
        await Material(crew, rack, plate, "FOOT-M8", "FASTENER", new { count = 4 });

        crew.Time.Wait(5);
        var rods = await Product(crew, new() { Sku = "SK-12", Name = Rod, ProductionLine = ProductionLine.Classic, MaterialCategory = "METAL", DisplayOrder = 2 });
        var rod = await Component(crew, rods, new("ROD", null, new("Rúd", "Rod"), 1));
        await Material(crew, rods, rod, "BAR-12", "TUBE", new { length_mm = 700, pieces = 1, waste_percent = 2 });
    }

    private static async Task<Guid> Product(DemoCrew crew, ProductInput input) => (await crew.Do(new CreateProduct(input), crew.Manager, crew.Get<CreateProductHandler>().Handle)).Id;

    private static async Task<Guid> Component(DemoCrew crew, Guid product, ComponentInput input) => (await crew.Do(new AddComponent(product, input), crew.Manager, crew.Get<AddComponentHandler>().Handle)).Id;

    private static Task<MaterialView> Material(DemoCrew crew, Guid product, Guid component, string sku, string role, object constraints) =>
        crew.Do(new AddMaterial(product, component, new() { MaterialSku = sku, RoleCode = role, Constraints = DemoCrew.Data(constraints) }), crew.Manager, crew.Get<AddMaterialHandler>().Handle);
}
