using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>Settings of a buffer as they come in; all together, so that a band is judged as a whole.</summary>
public sealed record BufferInput
{
    public IReadOnlyList<LotType> AllowedLotTypes { get; init; } = [];
    public decimal CapacityKg { get; init; }
    public decimal TempMinC { get; init; }
    public decimal TempMaxC { get; init; }
    public string NameHu { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string? Color { get; init; }
    public int ReadingPeriodS { get; init; } = 3600;

    internal IEnumerable<Refusal> WhyNot()
    {
        if (AllowedLotTypes.Count == 0) yield return Refusal.Invalid("FIELD_REQUIRED", "/allowed_lot_types").With("field", "allowed_lot_types");
        if (Units.Grams(CapacityKg) is not (> 0 and <= 1_000_000_000)) yield return Refusal.Invalid("WEIGHT_OUT_OF_RANGE", "/capacity_kg").With("min", 0.01m).With("max", 1_000_000);
        if (Units.Tenths(TempMinC) is not (>= -500 and <= 500)) yield return Refusal.Invalid("TEMPERATURE_OUT_OF_RANGE", "/temp_min_c").With("min", -50).With("max", 50);
        if (Units.Tenths(TempMaxC) is not (>= -500 and <= 500)) yield return Refusal.Invalid("TEMPERATURE_OUT_OF_RANGE", "/temp_max_c").With("min", -50).With("max", 50);
        if (TempMinC >= TempMaxC) yield return Refusal.Invalid("BAND_INVALID", "/temp_min_c").With("min", TempMinC).With("max", TempMaxC);
        if (string.IsNullOrWhiteSpace(NameHu)) yield return Refusal.Invalid("FIELD_REQUIRED", "/name_hu").With("field", "name_hu");
        if (string.IsNullOrWhiteSpace(NameEn)) yield return Refusal.Invalid("FIELD_REQUIRED", "/name_en").With("field", "name_en");
        if ((Text.WhyTooLong(NameHu, 100, "/name_hu") ?? Text.WhyTooLong(NameEn, 100, "/name_en") ?? Text.WhyTooLong(Color, 20, "/color")) is { } tooLong) yield return tooLong;
        if (ReadingPeriodS is < 1 or > 86_400) yield return Refusal.Invalid("OUT_OF_RANGE", "/reading_period_s").With("min", 1).With("max", 86_400);
    }

    internal BufferSettings Settings => new(AllowedLotTypes, Units.Grams(CapacityKg)!.Value, Units.Tenths(TempMinC)!.Value, Units.Tenths(TempMaxC)!.Value, NameHu.Trim(), NameEn.Trim())
    {
        Color = Color,
        ReadingPeriodSeconds = ReadingPeriodS,
    };
}

/// <param name="Position">Place in process order; behind the others when missing.</param>
public sealed record CreateBuffer(string? BufferCode, BufferType BufferType, BufferInput Settings, string? SiteCode = null, int? Position = null);

public sealed class CreateBufferHandler(TransactionBoundary boundary, BufferQueries buffers, PlantOptions plant)
{
    public Task<Outcome<BufferRow>> Handle(CreateBuffer command, Caller caller, CancellationToken ct) => boundary.Do<BufferRow>(caller, Permission.ManageMasterData, async work =>
    {
        var code = command.BufferCode?.Trim() ?? "";
        var errors = command.Settings.WhyNot().ToList();
        if (code.Length is 0 or > 20) errors.Insert(0, Refusal.Invalid("FIELD_REQUIRED", "/buffer_code").With("field", "buffer_code"));
        if (command.SiteCode is { } site && !PlantCode.IsSite(site)) errors.Add(Refusal.Invalid("SITE_CODE_INVALID", "/site_code"));
        if (errors.Count > 0) return LotRules.Together(errors);
        if (await work.Db.Buffers.AnyAsync(b => b.BufferCode == code, work.Ct)) return Refusal.Conflict("BUFFER_CODE_USED").For(bufferCode: code);
        var position = command.Position ?? (await work.Db.Buffers.MaxAsync(b => (int?)b.Position, work.Ct) ?? 0) + 1;
        var buffer = Buffer.Create(work.NewId(), code, command.BufferType, command.Settings.Settings, command.SiteCode ?? plant.SiteCode, position, work.Now);
        work.Db.Buffers.Add(buffer);
        await work.Flush();
        return (await buffers.Rows(work.Db, work.Db.Buffers.AsNoTracking().Where(b => b.Id == buffer.Id), work.Ct)).Single();
    }, ct);
}
