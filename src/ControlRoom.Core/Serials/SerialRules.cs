using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

public static partial class SerialRules
{
    /// <summary>Most serials made ahead by one request.</summary>
    public const int MostAhead = 10_000;

    /// <summary>The product's short code in serials: the product's own code has hyphens, which a serial has no room for.</summary>
    public static Refusal? SkuInvalid(string? sku) => sku is not null && Part().IsMatch(sku) ? null : Refusal.Conflict("SERIAL_SKU_INVALID").With("sku", sku);

    public static Refusal? CountInvalid(int count) => count is >= 1 and <= MostAhead ? null : Refusal.Invalid("OUT_OF_RANGE", "/count").With("min", 1).With("max", MostAhead);

    public static Refusal? NotDead(OutboxMessage message) => message.Status == OutboxStatus.Dead ? null : Refusal.Conflict("OUTBOX_NOT_DEAD").With("serial", message.SerialCode).With("status", Word.Of(message.Status));

    /// <summary>A serial belongs to one token for good; linking it to the same one again is done already.</summary>
    public static Refusal? LinkedElsewhere(TicketSerial serial, Guid token) => serial.State == SerialState.Issued || serial.TokenId == token ? null : Refusal.Conflict("SERIAL_ALREADY_LINKED").With("serial", serial.SerialNumber);

    public static bool IsPart(string? text) => text is not null && Part().IsMatch(text);

    [GeneratedRegex(@"\A[A-Z0-9]{2,8}\z")]
    private static partial Regex Part();
}
