using System.Reflection;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tests.Kernel;

/// <summary>Every lifecycle that an aggregate declares, found by reflection: a new one is tested and drawn without being listed anywhere.</summary>
internal static class Lifecycles
{
    public static readonly IReadOnlyList<(Type Owner, ILifecycle Lifecycle)> All =
        [.. typeof(CoreServices).Assembly.GetTypes().SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(f => typeof(ILifecycle).IsAssignableFrom(f.FieldType))
            .Select(f => (f.DeclaringType!, (ILifecycle)f.GetValue(null)!))
            .OrderBy(f => f.Item1.Name, StringComparer.Ordinal)];

    public static ILifecycle Of(string owner) => All.Single(l => l.Owner.Name == owner).Lifecycle;
}
