using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Products;

/// <summary>The words that fields of a product can have.</summary>
internal static class ProductChoices
{
    public static IReadOnlyList<Choice> Lines => Of<ProductionLine>("Products.Line");
    public static IReadOnlyList<Choice> Units => [.. Word.All<Uom>().Select(w => new Choice(w, w))];
    public static IReadOnlyList<Choice> Accounting => Of<AccountingMethod>("Products.Accounting");
    public static IReadOnlyList<Choice> Traceability => Of<TraceabilityLevel>("Products.Traceability");

    private static IReadOnlyList<Choice> Of<T>(string text) where T : struct, Enum => [.. Word.All<T>().Select(w => new Choice(w, Ui.Text($"{text}.{w}")))];
}
