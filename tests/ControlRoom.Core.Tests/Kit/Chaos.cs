namespace ControlRoom.Tests.Kit;

/// <summary>
/// How often a test strikes. A few times each run; <c>CONTROLROOM_CHAOS=stated</c> strikes as often as the product's promise says, which takes
/// the better part of an hour.
/// </summary>
public static class Chaos
{
    private static readonly bool Stated = Environment.GetEnvironmentVariable("CONTROLROOM_CHAOS") == "stated";

    /// <summary>After an outage everything goes on within ten seconds; where many tests share the machine only hanging is told from going on.</summary>
    public static readonly TimeSpan Recovery = TimeSpan.FromSeconds(Stated ? 10 : 60);

    public static int Times(int usual, int stated) => Stated ? stated : usual;
}
