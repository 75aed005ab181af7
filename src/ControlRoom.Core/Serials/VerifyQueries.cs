using System.Data.Common;
using ControlRoom.Core.Database.Registry;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

public enum Verdict { Genuine, Unknown, BadFormat, BadCheck, BadHash, Revoked }

/// <summary>What anybody may know who holds the piece: no names, no ids.</summary>
public sealed record VerifyView(bool Valid, Verdict Verdict, string? Sku, DateOnly? MadeOn, RegistryStatus? Status);

/// <summary>Form, check character, registry, hash, state: the first that does not hold is the verdict.</summary>
public sealed class VerifyQueries(SerialRegistry registry, SerialSalts salts)
{
    /// <param name="more">Tell product, day and state of a registered serial.</param>
    public async Task<Outcome<VerifyView>> Verify(string code, bool more, CancellationToken ct)
    {
        if (SerialCode.Parse(code) is not { } serial) return No(Verdict.BadFormat);
        if (!serial.IsChecked) return No(Verdict.BadCheck);
        RegistryRow? row;
        try
        {
            row = await registry.Find(code, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (e is DbException || RegistryStore.IsAway(e)))
        {
            return new Refusal(RefusalKind.Unavailable, "REGISTRY_UNAVAILABLE");
        }
        if (row is null) return No(Verdict.Unknown);
        var signed = salts.Verify(serial, row.HashSaltVersion, row.HashSignature);
        if (!signed.Done) return signed.Refusal;
        if (!signed.Value) return No(Verdict.BadHash);
        var revoked = row.Status is RegistryStatus.Scrapped or RegistryStatus.Cancelled;
        var view = new VerifyView(!revoked, revoked ? Verdict.Revoked : Verdict.Genuine, null, null, null);
        return more ? view with { Sku = row.Sku, MadeOn = serial.Day, Status = row.Status } : view;
    }

    private static VerifyView No(Verdict verdict) => new(false, verdict, null, null, null);
}
