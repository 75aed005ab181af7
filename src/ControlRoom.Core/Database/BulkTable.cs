namespace ControlRoom.Core.Database;

/// <summary>A table whose rows come by the thousand: its columns, and how a row hands over their values, in that order.</summary>
/// <param name="Write">Awaits one <see cref="IRowWriter"/> call per column.</param>
public sealed record BulkTable<T>(string Name, IReadOnlyList<string> Columns, Func<T, IRowWriter, Task> Write);

/// <summary>Takes the values of one row, column by column.</summary>
public interface IRowWriter
{
    Task Add(long value);
    Task Add(int? value);
    Task Add(bool value);
    Task Add(Guid? value);
    Task Add(string? value);
    Task Add(DateTime value);
}
