using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace ControlRoom.Tests.Kit;

/// <summary>The two databases everything must behave the same on.</summary>
public enum Db { Sqlite, Postgres }

/// <summary>
/// With <c>[Theory]</c>: the test runs once on each database, which is its first argument. Further arguments follow; several attributes make
/// several rows. Where PostgreSQL is not installed its row is skipped with the reason, except under <c>CI=true</c>, where it fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class DatabasesAttribute(params object?[] more) : DataAttribute
{
    private Db[] databases = Enum.GetValues<Db>();

    /// <summary>For what only one of them can do.</summary>
    public Db Only
    {
        get => databases[0];
        set => databases = [value];
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([.. databases.Select(Row)]);

    private ITheoryDataRow Row(Db db)
    {
        var row = new TheoryDataRow([db, .. more]);
        if (db == Db.Postgres) row.Skip = PostgresServer.WhyNot;
        return row;
    }
}
