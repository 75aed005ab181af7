using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Stock;

/// <summary>The settings of one buffer. Its code and type stay: labels and graphs name them.</summary>
public sealed partial class BufferEditor
{
    /// <summary>What usually lies in a buffer of the type (R-BUF-01).</summary>
    private static readonly Dictionary<BufferType, LotType[]> Usual = new()
    {
        [BufferType.Lk] = [LotType.Deb, LotType.Bulk], [BufferType.Mix] = [LotType.Mix], [BufferType.Skw15] = [LotType.Skw15], [BufferType.Skw30] = [LotType.Skw30],
        [BufferType.Frz] = [LotType.Frz15, LotType.Frz30], [BufferType.Pal] = [LotType.Pal],
    };

    [Parameter] public Role Role { get; set; }

    /// <summary>A dialog over the list: "release", or a destructive operation by its name in the registry.</summary>
    [Parameter] public EventCallback<string> OnOpen { get; set; }

    [Inject] public CreateBufferHandler Creating { get; set; } = default!;
    [Inject] public UpdateBufferHandler Updating { get; set; } = default!;

    private static IReadOnlyList<Choice> Types => [.. Enum.GetValues<BufferType>().Select(t => new Choice(Word.Of(t), Word.Of(t)))];

    private IReadOnlyList<string> Allowed => Draft.Get<IReadOnlyList<string>>("allowed") ?? [];

    private BufferType? Type => Word.TryParse<BufferType>(Draft.Get<string>("type"), out var type) ? type : null;

    protected override int VersionOf(BufferRow row) => row.RowVersion;

    protected override IReadOnlyDictionary<string, object?> Values(BufferRow? row) => new Dictionary<string, object?>
    {
        ["code"] = row?.BufferCode ?? "", ["type"] = row is null ? "" : Word.Of(row.BufferType), ["hu"] = row?.NameHu ?? "", ["en"] = row?.NameEn ?? "",
        ["allowed"] = Words(row?.AllowedLotTypes ?? []), ["capacity"] = row?.CapacityKg, ["period"] = (decimal?)(row?.ReadingPeriodS ?? 3600), ["min"] = row?.TempMinC, ["max"] = row?.TempMaxC,
    };

    private static IReadOnlyList<string> Words(IEnumerable<LotType> types) => [.. types.Order().Select(Word.Of)];

    private void ChooseType(string word)
    {
        Draft.Set("type", word);
        if (Type is { } type && Allowed.Count == 0) Draft.Set("allowed", Words(Usual[type]));
    }

    private void Allow(LotType type, bool allowed) =>
        Draft.Set("allowed", Words(Allowed.Select(Word.Parse<LotType>).Where(t => t != type).Concat(allowed ? [type] : [])));

    private async Task Save()
    {
        var (capacity, period, min, max) = (Draft.Get<decimal?>("capacity"), Draft.Get<decimal?>("period"), Draft.Get<decimal?>("min"), Draft.Get<decimal?>("max"));
        Refusal?[] missing = [Missing(Type, "buffer_type"), Missing(capacity, "capacity_kg"), Missing(min, "temp_min_c"), Missing(max, "temp_max_c"), Missing(period, "reading_period_s")];
        if (missing.OfType<Refusal>().ToList() is { Count: > 0 } found)
        {
            Refusal = Refusal.Several(RefusalKind.Invalid, "VALIDATION_FAILED", found);
            return;
        }

        var types = Allowed.Select(Word.Parse<LotType>).ToList();
        var seconds = period!.Value is > 0 and <= int.MaxValue ? (int)period.Value : 0;
        if (Seen is null) await Create(new BufferInput { AllowedLotTypes = types, CapacityKg = capacity!.Value, TempMinC = min!.Value, TempMaxC = max!.Value, NameHu = Draft.Get<string>("hu")!, NameEn = Draft.Get<string>("en")!, ReadingPeriodS = seconds });
        else await Change(new UpdateBuffer(Seen.Id, Seen.RowVersion) { AllowedLotTypes = types, CapacityKg = capacity, TempMinC = min, TempMaxC = max, NameHu = Draft.Get<string>("hu"), NameEn = Draft.Get<string>("en"), ReadingPeriodS = seconds });
    }

    private static Refusal? Missing(object? value, string field) => value is null ? Refusal.Invalid("FIELD_REQUIRED", "/" + field).With("field", field) : null;

    private async Task Create(BufferInput input)
    {
        var command = new CreateBuffer(Draft.Get<string>("code"), Type!.Value, input);
        if (await Carry(command, caller => Creating.Handle(command, caller, CancellationToken.None)) is { } buffer) await Stored(buffer, Ui.Text("Buffers.Created", buffer.BufferCode));
    }

    private async Task Change(UpdateBuffer command)
    {
        if (await Carry(command, caller => Updating.Handle(command, caller, CancellationToken.None)) is { } buffer) await Stored(buffer, Ui.Text("Buffers.Changed", buffer.BufferCode));
    }
}
