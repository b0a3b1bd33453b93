export { addInstructor } from './add-instructor.ts';
export { enrollStudent, StaffMemberError, type NewStudent, type StudentAccess } from './enroll-student.ts';
export { parseRoster, type ParsedRoster, type RosterLine, type RosterMistake } from './parse-roster.ts';
export { planRoster, type PlannedLine, type RosterPlan } from './plan-roster.ts';
export { publishAssignments, type Publishing, type PublishedAssignment } from './publish-assignments.ts';
export { COURSE_EMAIL } from './student-repository.ts';
