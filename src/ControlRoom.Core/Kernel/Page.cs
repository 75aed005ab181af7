namespace ControlRoom.Core.Kernel;

/// <summary>One page of a list, newest first: at most <see cref="Limit"/> rows older than the row <see cref="After"/>.</summary>
public sealed record Page(int Limit, Guid? After = null)
{
    public const int DefaultLimit = 50, MaxLimit = 500;

    public static readonly Page First = new(DefaultLimit);

    /// <summary>Everything that fits into one answer.</summary>
    public static readonly Page Whole = new(MaxLimit);
}
