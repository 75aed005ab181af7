using System.Globalization;
using System.Text;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Lots;

/// <summary>The directions of a trace as people say them.</summary>
public enum RecallWay { Upstream, Downstream, Both }

/// <summary>A recall as CSV: one row per lot that is shown, with the kilograms of its parents.</summary>
public sealed class RecallCsv(RecallView recall) : IResult
{
    public static TraceDirection Direction(RecallWay way) => way switch { RecallWay.Upstream => TraceDirection.Parents, RecallWay.Both => TraceDirection.Tree, _ => TraceDirection.Children };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = Csv.MediaType;
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"recall-{recall.Lot.LotCode}.csv\"";
        return httpContext.Response.WriteAsync(Text(), httpContext.RequestAborted);
    }

    private string Text()
    {
        var parents = recall.Links.ToLookup(k => k.ChildId);
        var text = new StringBuilder().Row("lot_code", "lot_type", "in_scope", "depth", "run_code", "step_index", "status", "weight_kg", "remaining_kg", "shipped_kg", "waste_kg", "went_on_kg", "supplier_code", "customer_code", "vehicle", "places", "parents", "created_at");
        foreach (var n in recall.Nodes)
        {
            text.Row(n.LotCode, Word.Of(n.LotType), Csv.Flag(n.InScope), n.Depth?.ToString(CultureInfo.InvariantCulture), n.RunCode, n.StepIndex.ToString(CultureInfo.InvariantCulture), Word.Of(n.Status), Kg(n.WeightKg), Kg(n.RemainingKg),
                Kg(n.ShippedKg), Kg(n.Waste.Sum(w => w.QuantityKg)), Kg(n.WentOnKg), n.SupplierCode, n.CustomerCode, n.Vehicle, string.Join("; ", n.Places.Select(p => $"{p.BufferCode ?? "-"} {Kg(p.QuantityKg)}")),
                string.Join("; ", parents[n.Id].Select(k => $"{k.Parent} {Kg(k.QuantityUsedKg)}")), Csv.Time(n.CreatedAt));
        }
        return text.ToString();
    }

    private static string Kg(decimal kilograms) => kilograms.ToString("0.00", CultureInfo.InvariantCulture);
}
