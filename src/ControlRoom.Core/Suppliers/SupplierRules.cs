using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Suppliers;

public static partial class SupplierRules
{
    public static Refusal? CodeInvalid(string? code) => code is not null && Code().IsMatch(code) ? null : Refusal.Invalid("SUPPLIER_CODE_INVALID", "/code");

    public static Refusal? NameInvalid(string? name) => name?.Trim() is { Length: >= 1 and <= 200 } ? null : Refusal.Invalid("SUPPLIER_NAME_INVALID", "/name");

    /// <summary>Lots keep naming who delivered them.</summary>
    public static Refusal? InUse(Supplier supplier, int lots) => lots > 0 ? Refusal.Conflict("SUPPLIER_IN_USE").With("supplier", supplier.Code).With("lots", lots).With("count", lots) : null;

    public static Refusal? AlreadyInactive(Supplier supplier) => supplier.IsActive ? null : Refusal.Conflict("SUPPLIER_INACTIVE").With("supplier", supplier.Code);

    [GeneratedRegex("^[A-Z0-9][A-Z0-9-]{0,19}$")]
    private static partial Regex Code();
}
