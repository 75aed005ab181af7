using System.Diagnostics.CodeAnalysis;
using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>The parameters of every list.</summary>
/// <param name="Limit">At most this many items, up to 500; default 50.</param>
/// <param name="After">The cursor out of <c>Link: …; rel="next"</c>.</param>
/// <param name="Count">Whether <c>X-Total-Count</c> is wanted.</param>
public sealed record PageQuery([FromQuery(Name = "limit")] int? Limit, [FromQuery(Name = "after")] string? After, [FromQuery(Name = "count")] bool? Count)
{
    /// <exception cref="RefusedException">The limit is out of bounds: 422.</exception>
    public int Size => Within(Page.MaxLimit);

    /// <summary>The limit, where a list allows another one.</summary>
    /// <exception cref="RefusedException">The limit is out of bounds: 422.</exception>
    public int Within(int max) => Limit < 1 || Limit > max ? throw new RefusedException(Refusal.Invalid("LIMIT_OUT_OF_RANGE", "/limit").With("max", max)) : Limit ?? Page.DefaultLimit;

    /// <summary>The cursor where it is the id of the last item; null on the first page.</summary>
    /// <exception cref="RefusedException">The text is no cursor of such a list: 422.</exception>
    public Guid? AfterId => string.IsNullOrEmpty(After) ? null : Guid.TryParseExact(After, "N", out var id) ? id : throw new RefusedException(CursorInvalid);

    public static Refusal CursorInvalid => Refusal.Invalid("CURSOR_INVALID", "/after");
}

/// <summary>A query parameter that names an enum word, e.g. <c>?status=RUNNING</c>.</summary>
public readonly record struct QueryWord<T>(T Value) where T : struct, Enum
{
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "The framework looks for it here.")]
    public static bool TryParse(string? text, IFormatProvider? _, out QueryWord<T> word)
    {
        var known = Word.TryParse<T>(text, out var value);
        word = new(value);
        return known;
    }
}
