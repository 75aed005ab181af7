using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Lots;

internal static class LotWork
{
    public static WasteRecord RecordWaste(this Work work, WasteKind kind, Lot lot, long grams, WasteReason reason, string? disposalRef)
    {
        var record = new WasteRecord
        {
            Id = work.NewId(), Kind = kind, LotId = lot.Id, RunId = lot.RunId, StepIndex = lot.StepIndex, QuantityGrams = grams, Reason = reason,
            DisposalRef = disposalRef, CreatedBy = work.Caller.UserId, CreatedAt = work.Now,
        };
        work.Db.Waste.Add(record);
        work.Record(new Fact("WASTE_RECORDED", EntityTypes.WasteRecord, record.Id, lot.LotCode, null,
            new { kind = Word.Of(kind), quantity_kg = Units.Kg(grams), reason = Word.Of(reason), disposal_ref = disposalRef }) { RunId = lot.RunId });
        return record;
    }
}
