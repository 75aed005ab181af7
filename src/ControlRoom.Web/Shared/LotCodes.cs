using ControlRoom.Core.Lots;

namespace ControlRoom.Web.Shared;

/// <summary>What a lot code says by itself.</summary>
public static class LotCodes
{
    public static LotTypeSpec? SpecOf(string? code) =>
        code is null ? null : Enum.GetValues<LotType>().Select(type => type.Spec()).FirstOrDefault(spec => code.StartsWith(spec.CodePrefix + "-", StringComparison.Ordinal));
}
