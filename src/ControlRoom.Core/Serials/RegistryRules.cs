namespace ControlRoom.Core.Serials;

/// <summary>What the registry makes of a message, given the serial as it knows it.</summary>
public static class RegistryRules
{
    public const string ContextMismatch = "CONTEXT_MISMATCH", DuplicateCode = "DUPLICATE_CODE", TokenMismatch = "TOKEN_MISMATCH", StatusFinal = "STATUS_FINAL", BadCode = "BAD_CODE", Early = "OUT_OF_ORDER";

    /// <summary>The verdict; where it is <see cref="RegistryVerdict.Done"/> and <see cref="IsNews"/> says so, the row takes the message.</summary>
    public static RegistryVerdict Judge(RegistryRow? row, RegistryMessage message)
    {
        if (message.Op == OutboxOp.Register) return Register(row, message);
        if (row is null) return new(Early);
        if (message.Seq <= row.RegistryVersion) return RegistryVerdict.Done;
        if (message.Seq > row.RegistryVersion + 1) return new(Early);
        return message.Op == OutboxOp.Link ? Link(row, message.Change.TokenId) : Status(row, message.Change.Status);
    }

    public static bool IsNews(RegistryRow? row, RegistryMessage message) => row is null || message.Seq > row.RegistryVersion;

    /// <summary>A piece of HAT belongs to a token, a batch of OEM to its ticket.</summary>
    public static string? WhyNoContext(SerialType type, SerialScope scope, LinkedSource source, Guid? token) => type switch
    {
        SerialType.Hat => scope == SerialScope.Piece && source == LinkedSource.DagToken ? null : ContextMismatch,
        _ => scope == SerialScope.Batch && source == LinkedSource.JobTicket && token is null ? null : ContextMismatch,
    };

    private static RegistryVerdict Register(RegistryRow? row, RegistryMessage message)
    {
        var (change, identity) = (message.Change, message.Change.Identity);
        if (identity is null || WhyNoContext(identity.Type, identity.Scope, identity.Source, change.TokenId) is not null) return new(ContextMismatch, ForGood: true);
        if (SerialCode.Parse(message.SerialCode) is not { IsChecked: true }) return new(BadCode, ForGood: true);
        if (row is null) return message.Seq == 1 || change.Repair ? RegistryVerdict.Done : new(Early);
        if (row.TenantCode != identity.TenantCode || row.TicketId != identity.TicketId || row.HashSignature != identity.Signature) return new(DuplicateCode, ForGood: true);
        if (message.Seq <= row.RegistryVersion) return RegistryVerdict.Done;
        if (!change.Repair) return new(DuplicateCode, ForGood: true);
        if (row.TokenId is { } token && token != change.TokenId) return new(TokenMismatch, ForGood: true);
        return Status(row, change.Status);
    }

    private static RegistryVerdict Link(RegistryRow row, Guid? token)
    {
        if (token is null || WhyNoContext(row.ProductionType, row.SerialScope, row.LinkedSource, token) is not null) return new(ContextMismatch, ForGood: true);
        return row.TokenId is null || row.TokenId == token ? RegistryVerdict.Done : new(TokenMismatch, ForGood: true);
    }

    private static RegistryVerdict Status(RegistryRow row, RegistryStatus status) =>
        row.Status == RegistryStatus.Active || row.Status == status ? RegistryVerdict.Done : new(StatusFinal, ForGood: true);
}
