using ControlRoom.Core.Kernel;

namespace ControlRoom.Cli.Shared;

/// <summary>What scripts read: plant specification §8.4.</summary>
public static class ExitCode
{
    /// <summary>Done, cancelled or only looked at.</summary>
    public const int Done = 0;

    /// <summary>Refused: nothing was changed.</summary>
    public const int Refused = 1;

    /// <summary>Some targets were done, others skipped or failed.</summary>
    public const int Partial = 2;

    /// <summary>Database or network is not there; nothing was changed.</summary>
    public const int Unavailable = 3;

    public static int Of(Refusal refusal) => refusal.Kind == RefusalKind.Unavailable ? Unavailable : Refused;
}
